package dev.sluice.notify;

import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StoreConnection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests of a run of two tasks, the second of which failed. */
final class Notices {

  private Notices() {}

  static StepRequest request(
      String run,
      int attempt,
      NotifyStep.@Nullable Webhook webhook,
      NotifyStep.@Nullable PowerBi powerBi,
      List<String> blocked) {
    return request(run, attempt, webhook, powerBi, blocked, Map.of());
  }

  static StepRequest request(
      String run,
      int attempt,
      NotifyStep.@Nullable Webhook webhook,
      NotifyStep.@Nullable PowerBi powerBi,
      List<String> blocked,
      Map<String, StoreConnection> stores) {
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        new RunContext("default", run, "uid-" + run, "tell", "2026-11-21", attempt, attempt),
        stores,
        Map.of(),
        stores.isEmpty()
            ? null
            : new ReportTarget("lake", "_sluice/default/" + run + "/tell/" + attempt),
        null,
        null,
        null,
        null,
        null,
        new NotifyStep(blocked, end(), webhook, powerBi, null),
        null);
  }

  private static NotifyStep.RunEnd end() {
    return new NotifyStep.RunEnd(
        "films",
        false,
        "2026-11-21T03:00:00Z",
        List.of(
            new NotifyStep.TaskEnd(
                "raw",
                "DatasetIngest",
                NotifyStep.State.SUCCEEDED,
                1,
                "2026-11-21T03:00:00Z",
                "2026-11-21T03:00:05Z",
                null,
                null,
                7L,
                null),
            new NotifyStep.TaskEnd(
                "films",
                "Transform",
                NotifyStep.State.FAILED,
                3,
                "2026-11-21T03:00:06Z",
                "2026-11-21T03:00:09Z",
                "SqlFailed",
                "The query does not parse.",
                null,
                null)));
  }
}
