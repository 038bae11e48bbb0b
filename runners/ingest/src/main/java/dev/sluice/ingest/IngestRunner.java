package dev.sluice.ingest;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Digest;
import dev.sluice.lake.Manifest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Publication;
import dev.sluice.lake.SourceState;
import dev.sluice.lake.StoreProbe;
import dev.sluice.lake.StoreReportSink;
import dev.sluice.protocol.AddressPolicy;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.Runner;
import dev.sluice.protocol.RunnerMain;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Copies sources into the lake as they are, or finds out whether a store works. */
public final class IngestRunner implements Runner {

  /** Executes the step of this process' environment. */
  public static void main(String[] args) {
    AddressPolicy.enforce();
    RunnerMain.main(new IngestRunner(), new StoreReportSink());
  }

  @Override
  public StepResult run(StepRequest request, StepContext context) throws Exception {
    if (request.probe() != null && request.probe().store() != null) {
      return StoreProbe.probe(request);
    }
    if (request.ingest() == null) {
      throw new StepFailure.UserError(
          "WrongRunner",
          "The ingest runner got a request of another kind: check which images the operator is"
              + " configured with.");
    }
    return ingest(request, request.ingest(), context);
  }

  private static StepResult ingest(StepRequest request, IngestStep step, StepContext context)
      throws Exception {
    DatasetTarget target = step.output();
    try (ObjectStore store = ObjectStore.connect(request.store(target.store()));
        Sources sources = new Sources(request, step)) {
      Publication publication = Publication.begin(store, target, request.run());
      Optional<Manifest> published = publication.alreadyPublishedByThisTask();
      if (published.isPresent()) {
        // The attempt died after the publication and before its result: the same result again.
        return result(published.get(), store, target, false, context);
      }
      Ingestion ingestion =
          new Ingestion(store, publication, publication.newest().orElse(null), context);
      for (IngestStep.Source source : step.sources()) {
        for (Origin origin : sources.origins(source)) {
          ingestion.take(source, origin);
        }
      }
      List<DataFile> files = ingestion.files();
      String digest = Digest.of(files);
      boolean unchanged =
          publication.current().filter(before -> before.digest().equals(digest)).isPresent();
      Manifest manifest =
          publication.publish(
              files, RawFormat.of(files), -1, digest, null, ingestion.states(), context);
      return result(manifest, store, target, unchanged, context);
    }
  }

  private static StepResult result(
      Manifest manifest,
      ObjectStore store,
      DatasetTarget target,
      boolean unchanged,
      StepContext context)
      throws IOException {
    context.lineage(
        Lineage.of(
            manifest.sources().stream().map(IngestRunner::source).toList(),
            List.of(
                Lineage.Dataset.stored(store.connection(), target.path())
                    .with(-1, manifest.bytes()))));
    IngestReport report = IngestReport.of(store, target, manifest);
    context.report(report);
    int sources = manifest.sources().size();
    return StepResult.succeeded(
        "Fetched "
            + report.fetched()
            + " of "
            + sources
            + (sources == 1 ? " source" : " sources")
            + (report.fetched() == 0 ? ": nothing has changed." : "."),
        new StepResult.Results(
            null,
            manifest.bytes(),
            manifest.files().size(),
            report.uri(),
            manifest.digest(),
            unchanged,
            null,
            null,
            null,
            null));
  }

  /** What a source is called elsewhere: the server or bucket that has it, and its path there. */
  private static Lineage.Dataset source(SourceState state) {
    int host = state.source().indexOf("://") + 3;
    int path = state.source().indexOf('/', host);
    return path < 0
        ? new Lineage.Dataset(state.source(), "/")
        : new Lineage.Dataset(
            state.source().substring(0, path), state.source().substring(path + 1));
  }
}
