package dev.sluice.operator.pod;

import static dev.sluice.operator.pod.RequestFixture.CONFIG;
import static dev.sluice.operator.pod.RequestFixture.CONNECTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.StepRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotificationRequestsTest {

  private static final String RUN =
      Attempts.RAW
          + "- {kind: Transform, name: films, spec: {inputs: [{name: r, from: {datasetIngest: raw}}],"
          + " sql: SELECT 1, output: {objectStore: lake, path: films}}}\n"
          + "- {kind: Notification, name: tell, spec: %s}\n";

  private Requests notification(String spec) {
    Attempt attempt =
        Attempts.ofRun(
            RUN.formatted(spec),
            "{steps: [{datasetIngest: raw}, {transform: films}], finally: [{notification: tell}]}",
            "tell",
            List.of(
                ended("raw", TaskState.SUCCEEDED, 2, null),
                ended("films", TaskState.FAILED, 3, "no ".repeat(300)),
                ended("tell", TaskState.RUNNING, 1, null)));
    return new Requests(attempt, CONNECTIONS, CONFIG);
  }

  private static TaskStatus ended(String name, TaskState state, int attempt, String message) {
    return new TaskStatus(
        name,
        state,
        attempt,
        null,
        "2026-11-21T12:00:0" + attempt + "Z",
        "2026-11-21T12:01:00Z",
        state == TaskState.FAILED ? "SqlFailed" : null,
        message,
        7L,
        null,
        null,
        List.of());
  }

  @Test
  void aNotificationTellsHowTheOtherTasksEnded() {
    StepRequest request =
        notification("{webhook: {url: 'https://example.org/hook'}, when: Always}").build();
    NotifyStep step = request.notification();
    assertThat(step.blockedAddresses()).containsExactly("192.168.0.0/16");
    assertThat(step.webhook()).isEqualTo(new NotifyStep.Webhook("https://example.org/hook", null));
    NotifyStep.RunEnd end = step.end();
    assertThat(end.pipeline()).isEqualTo("films");
    assertThat(end.succeeded()).isFalse();
    assertThat(end.startedAt()).isEqualTo("2026-11-21T12:00:02Z");
    assertThat(end.tasks()).extracting(NotifyStep.TaskEnd::name).containsExactly("raw", "films");
    assertThat(end.tasks().get(1).state()).isEqualTo(NotifyStep.State.FAILED);
    assertThat(end.tasks().get(1).message()).hasSizeLessThanOrEqualTo(200);
    assertThat(request.report().store()).isEqualTo("lake");
  }

  @Test
  void lineageIsToldWhereEachTaskLeftItsReport() {
    StepRequest request = notification("{openLineage: {url: 'http://10.1.2.3/lineage'}}").build();
    NotifyStep step = request.notification();
    assertThat(step.blockedAddresses()).containsExactly("10.0.0.0/8");
    assertThat(step.openLineage().namespace()).isEqualTo("films");
    assertThat(step.end().tasks().get(0).report().path()).isEqualTo("_sluice/films/nightly/raw/2");
  }

  @Test
  void secretsOfANotificationAreFilesAndNeverInTheRequest() throws Exception {
    Requests requests =
        notification(
            "{powerBi: {tenantId: t, workspaceId: w, datasetId: d, credentials: {secretRef: {name:"
                + " bi}}}}");
    NotifyStep.PowerBi powerBi = requests.build().notification().powerBi();
    assertThat(powerBi.clientSecretFile()).isEqualTo("/sluice/secret/bi/clientSecret");
    assertThat(powerBi.apiUrl()).isEqualTo("https://api.powerbi.com");
    assertThat(requests.mounts().volumes())
        .filteredOn(v -> v.getSecret() != null)
        .extracting(v -> v.getSecret().getSecretName())
        .contains("bi");
  }
}
