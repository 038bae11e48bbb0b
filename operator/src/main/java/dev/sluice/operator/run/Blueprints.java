package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.KubeApi;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pins what runs execute.
 *
 * <p>Each changed spec becomes a ControllerRevision, named by its content and owned by its step, as
 * StatefulSets do it. A pipeline's revision lists those of its steps; the run and its pods carry
 * the name of that one revision only.
 */
public final class Blueprints {

  private static final int REMEMBERED = 500;

  private final Drafts drafts;
  private final RevisionDocuments documents;
  private final ReadWriteLock pinning = new ReentrantReadWriteLock();
  private final Recent<Blueprint> known = new Recent<>(REMEMBERED);

  /** Whose revisions are there, by the same key: those of a step go when it is deleted. */
  private final Recent<Set<String>> written = new Recent<>(REMEMBERED);

  public Blueprints(Catalog catalog, KubeApi api, StepRevisions revisions) {
    this.drafts = new Drafts(catalog, revisions);
    this.documents = new RevisionDocuments(api);
  }

  /** A blueprint, or why there is none: exactly one is there. */
  public record Result(@Nullable Blueprint blueprint, List<Problem> problems) {
    private static Result of(Blueprint blueprint) {
      return new Result(blueprint, List.of());
    }

    private static Result of(Drafts.Result result) {
      return new Result(
          result.draft() == null ? null : result.draft().blueprint(), result.problems());
    }
  }

  /** What a run would execute now; the revisions are written, unless they are there. */
  public Result pin(String namespace, PipelineRunSpec run) {
    pinning.readLock().lock();
    try {
      return pinNow(namespace, run);
    } finally {
      pinning.readLock().unlock();
    }
  }

  /** Does what no run may come between that finds its revisions written already. */
  boolean whileNothingIsPinned(BooleanSupplier work) {
    pinning.writeLock().lock();
    try {
      return work.getAsBoolean();
    } finally {
      pinning.writeLock().unlock();
    }
  }

  /** Forgets a revision that is about to be deleted. */
  void forget(String namespace, String revision) {
    known.remove(namespace + "/" + revision);
    written.remove(namespace + "/" + revision);
  }

  private Result pinNow(String namespace, PipelineRunSpec run) {
    Drafts.Result result =
        run.pipeline() != null
            ? drafts.ofPipeline(namespace, run.pipeline())
            : drafts.of(namespace, StepId.of(RevisionDocuments.step(run)));
    Drafts.Draft draft = result.draft();
    if (draft != null) {
      String key = namespace + "/" + draft.blueprint().revision();
      if (!draft.owners().equals(written.get(key))) {
        documents.write(draft);
        written.put(key, draft.owners());
        known.put(key, draft.blueprint());
      }
    }
    return Result.of(result);
  }

  /** What a pipeline would execute now, without writing anything. */
  public Result preview(Pipeline pipeline) {
    return Result.of(drafts.of(pipeline));
  }

  /** What a run has pinned. */
  public Result load(String namespace, PipelineRunSpec run, String revision) {
    String key = namespace + "/" + revision;
    Blueprint blueprint = known.get(key);
    if (blueprint != null) {
      return Result.of(blueprint);
    }
    try {
      blueprint = documents.read(namespace, run, revision);
    } catch (RevisionDocuments.Missing e) {
      String message =
          "ControllerRevision "
              + e.getMessage()
              + ", which this run had pinned, is gone, with the step or pipeline that it belonged to:"
              + " make a new PipelineRun.";
      return new Result(null, List.of(new Problem(Reasons.REVISION_LOST, message)));
    }
    known.put(key, blueprint);
    return Result.of(blueprint);
  }
}
