package dev.sluice.ingest;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Digest;
import dev.sluice.lake.Manifest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Publication;
import dev.sluice.lake.SourceState;
import dev.sluice.lake.StoreProbe;
import dev.sluice.lake.StoreReportSink;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.Runner;
import dev.sluice.protocol.RunnerMain;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies sources into the lake as they are, or finds out whether a store works. */
public final class IngestRunner implements Runner {

  /** Executes the step of this process' environment. */
  public static void main(String[] args) {
    // An address that was checked must be the one that is connected to, see AddressPolicy.
    Security.setProperty("networkaddress.cache.ttl", "-1");
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
        return result(
            "An earlier attempt had already published this.",
            published.get(),
            store,
            target,
            false);
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
      context.report(report(store, target, manifest, ingestion));
      long fetched = ingestion.statuses().stream().filter("fetched"::equals).count();
      String message =
          "Fetched "
              + fetched
              + " of "
              + ingestion.states().size()
              + " sources"
              + (fetched == 0 ? ": all are unchanged." : ".");
      return result(message, manifest, store, target, unchanged);
    }
  }

  private static StepResult result(
      String message,
      Manifest manifest,
      ObjectStore store,
      DatasetTarget target,
      boolean unchanged) {
    return StepResult.succeeded(
        message,
        new StepResult.Results(
            null,
            manifest.bytes(),
            manifest.files().size(),
            store.uri(target.path()),
            manifest.digest(),
            unchanged,
            null,
            null,
            null,
            null));
  }

  private static IngestReport report(
      ObjectStore store, DatasetTarget target, Manifest manifest, Ingestion ingestion) {
    List<IngestReport.SourceReport> sources = new ArrayList<>();
    for (int i = 0; i < ingestion.states().size(); i++) {
      SourceState state = ingestion.states().get(i);
      sources.add(
          new IngestReport.SourceReport(
              state.source(),
              ingestion.statuses().get(i),
              state.bytes(),
              state.sha256(),
              manifest.files().stream()
                  .filter(file -> state.files().contains(file.path()))
                  .map(
                      file ->
                          new IngestReport.FileReport(
                              file.path(), store.uri(file.key()), file.bytes(), file.checksum()))
                  .toList()));
    }
    return new IngestReport(
        target.dataset(),
        store.uri(target.path()),
        manifest.slice(),
        manifest.digest(),
        manifest.bytes(),
        sources);
  }
}
