package dev.sluice.operator.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.operator.graph.GraphBuilder;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.Variables;
import dev.sluice.operator.kube.Revisions;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Set;

/** Names of the revisions of steps, computed once for each generation of a step. */
public final class StepRevisions {

  private static final int REMEMBERED = 5000;

  private final Recent<Revision> known = new Recent<>(REMEMBERED);

  /**
   * The revision of a step.
   *
   * @param step the resource, as it was when its spec was read
   * @param variables that its spec uses
   */
  record Revision(
      CustomResource<? extends StepSpec, ?> step,
      GraphBuilder.Pinned pinned,
      Set<String> variables) {

    Revision {
      variables = Set.copyOf(variables);
    }

    /** Whether a resource still has the spec of this revision. */
    boolean isOf(CustomResource<? extends StepSpec, ?> resource) {
      return uid(step).equals(uid(resource))
          && step.getMetadata().getGeneration().equals(resource.getMetadata().getGeneration());
    }
  }

  private static String uid(CustomResource<?, ?> resource) {
    return resource.getMetadata().getUid();
  }

  /** Name of the revision of a step as it is. */
  public String name(StepId id, CustomResource<? extends StepSpec, ?> step) {
    return of(id, step).pinned().revision();
  }

  /** The revision of a step as it is. */
  Revision of(StepId id, CustomResource<? extends StepSpec, ?> step) {
    Revision revision = known.get(uid(step));
    if (revision != null && revision.isOf(step)) {
      return revision;
    }
    JsonNode tree = Revisions.tree(step.getSpec());
    String name =
        Revisions.name(id.kind().shortName() + "-" + id.name() + "-" + Revisions.hash(tree));
    revision =
        new Revision(
            step,
            new GraphBuilder.Pinned(step.getSpec(), name, Variables.isTemplate(tree)),
            Variables.in(tree));
    known.put(uid(step), revision);
    return revision;
  }
}
