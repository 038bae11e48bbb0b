package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.NotificationSpec;
import dev.sluice.api.v1alpha1.OpenLineage;
import dev.sluice.api.v1alpha1.PowerBi;
import dev.sluice.api.v1alpha1.SecretKeyReference;
import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.api.v1alpha1.Webhook;
import dev.sluice.operator.OperatorConfig;
import dev.sluice.operator.graph.Task;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.ReportTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what a notification tells, and to whom. */
final class Notices {

  /** Enough to know what happened; the report has the rest. A hundred tasks must fit into a pod. */
  private static final int MAX_MESSAGE = 200;

  private static final String AUTHORITY = "https://login.microsoftonline.com";
  private static final String POWER_BI = "https://api.powerbi.com";

  private final Attempt attempt;
  private final OperatorConfig config;
  private final Mounts mounts;
  private final References references;

  Notices(Attempt attempt, OperatorConfig config, Mounts mounts, References references) {
    this.attempt = attempt;
    this.config = config;
    this.mounts = mounts;
    this.references = references;
  }

  NotifyStep step(NotificationSpec spec) {
    Webhook webhook = spec.webhook();
    PowerBi powerBi = spec.powerBi();
    OpenLineage lineage = spec.openLineage();
    return new NotifyStep(
        webhook == null ? config.blockedAddresses() : config.webhookBlockedAddresses(),
        end(lineage != null),
        webhook == null
            ? null
            : new NotifyStep.Webhook(webhook.url(), file(webhook.signingSecretRef())),
        powerBi == null ? null : powerBi(powerBi),
        lineage == null
            ? null
            : new NotifyStep.OpenLineage(
                lineage.url(),
                file(lineage.apiKeySecretRef()),
                lineage.namespace() == null ? attempt.namespace() : lineage.namespace()));
  }

  private NotifyStep.PowerBi powerBi(PowerBi spec) {
    String secret = spec.credentials().secretRef().name();
    String folder = mounts.secret(secret, secret, List.of("clientId", "clientSecret"));
    return new NotifyStep.PowerBi(
        spec.authorityUrl() == null ? AUTHORITY : spec.authorityUrl(),
        spec.apiUrl() == null ? POWER_BI : spec.apiUrl(),
        spec.tenantId(),
        spec.workspaceId(),
        spec.datasetId(),
        folder + "/clientId",
        folder + "/clientSecret",
        Boolean.TRUE.equals(spec.waitForRefresh()));
  }

  private @Nullable String file(@Nullable SecretKeyReference reference) {
    return reference == null ? null : mounts.key(reference);
  }

  /** The steps of finally are no part of it: they may still run, and one of them is this one. */
  private NotifyStep.RunEnd end(boolean withReports) {
    List<NotifyStep.TaskEnd> tasks = new ArrayList<>();
    boolean succeeded = true;
    String startedAt = null;
    for (TaskStatus status : attempt.ended()) {
      Task task = attempt.graph().tasks().get(status.name());
      if (task == null || task.last() || task.spec() instanceof NotificationSpec) {
        continue;
      }
      succeeded &= status.state() == TaskState.SUCCEEDED;
      String began = status.startedAt();
      if (began != null && (startedAt == null || began.compareTo(startedAt) < 0)) {
        startedAt = began;
      }
      int number = status.attempt() == null ? 0 : status.attempt();
      ReportTarget report = withReports && number > 0 ? references.report(task, number) : null;
      tasks.add(
          new NotifyStep.TaskEnd(
              task.name(),
              task.step().kind().kind(),
              state(status.state()),
              number,
              began,
              status.finishedAt(),
              status.reason(),
              status.message() == null ? null : Conditions.clip(status.message(), MAX_MESSAGE),
              status.rows(),
              report));
    }
    return new NotifyStep.RunEnd(attempt.subject(), succeeded, startedAt, tasks);
  }

  private static NotifyStep.State state(TaskState state) {
    return switch (state) {
      case SUCCEEDED -> NotifyStep.State.SUCCEEDED;
      case FAILED -> NotifyStep.State.FAILED;
      case SKIPPED -> NotifyStep.State.SKIPPED;
      case CANCELLED -> NotifyStep.State.CANCELLED;
      case PENDING, RUNNING ->
          throw new IllegalStateException("A notification runs when all other tasks have ended.");
    };
  }
}
