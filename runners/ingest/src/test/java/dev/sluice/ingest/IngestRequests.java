package dev.sluice.ingest;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.IngestStep.Source;
import dev.sluice.protocol.IngestStep.Unpack;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StoreConnection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests as the operator would write them. */
final class IngestRequests {

  static final List<String> BLOCKED = List.of("169.254.0.0/16");

  private IngestRequests() {}

  static Source http(String url, Unpack unpack, String... include) {
    return new Source(new IngestStep.Http(url, null), null, unpack, List.of(include), null, null);
  }

  static Source file(String url, @Nullable String as, @Nullable String sha256) {
    return new Source(new IngestStep.Http(url, null), null, Unpack.NONE, List.of(), as, sha256);
  }

  static Source key(String key) {
    return new Source(
        null, new IngestStep.S3("landing", key, null), Unpack.NONE, List.of(), null, null);
  }

  static Source prefix(String prefix, String... include) {
    return new Source(
        null,
        new IngestStep.S3("landing", null, prefix),
        Unpack.NONE,
        List.of(include),
        null,
        null);
  }

  static DatasetTarget target(String dataset) {
    return new DatasetTarget(dataset, "lake", "raw/" + dataset, List.of("run_date"));
  }

  static RunContext run(String name, String date, int attempt, long token) {
    return new RunContext("default", name, "uid-" + name, "task", date, attempt, token);
  }

  static StepRequest request(LakeFixture lake, RunContext run, String dataset, Source... sources) {
    return request(lake.connection("landing/"), lake.connection("lake/"), run, dataset, sources);
  }

  static StepRequest request(
      StoreConnection landing,
      StoreConnection lake,
      RunContext run,
      String dataset,
      Source... sources) {
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        run,
        Map.of("landing", landing, "lake", lake),
        Map.of(),
        new ReportTarget(
            "lake", "_sluice/default/" + run.name() + "/" + run.task() + "/" + run.attempt()),
        new IngestStep(List.of(sources), target(dataset), BLOCKED),
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
