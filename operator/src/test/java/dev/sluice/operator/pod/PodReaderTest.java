package dev.sluice.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.Definitions;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PodReaderTest {

  private static final String METADATA =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: nightly-load-2
        namespace: films
        uid: pod-uid
        resourceVersion: "4711"
        creationTimestamp: "2026-11-21T12:00:00Z"
        labels: {sluice.dev/run: nightly, sluice.dev/task: load, sluice.dev/attempt: "2"}
        annotations: {sluice.dev/revision: pl-films-abc, "sluice.dev/uses": "store/lake,warehouse/duck"}
        ownerReferences:
        - {apiVersion: v1, kind: ConfigMap, name: other, uid: other-uid}
        - {apiVersion: sluice.dev/v1alpha1, kind: PipelineRun, name: nightly, uid: run-uid, controller: true}
        managedFields: [{manager: x, fieldsV1: {"f:metadata": {"f:name": {}}}}]
      spec:
        containers: [{name: runner, env: [{name: SLUICE_STEP, value: '{"status": {"phase": "Failed"}}'}]}]
      """;

  private static PodObservation read(String yaml) {
    return PodReader.read(Definitions.yaml(yaml).toString().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatTheOperatorWroteIsReadBack() {
    PodObservation pod = read(METADATA);
    assertThat(pod.namespace() + "/" + pod.name()).isEqualTo("films/nightly-load-2");
    assertThat(pod.uid()).isEqualTo("pod-uid");
    assertThat(pod.version()).isEqualTo(4711);
    assertThat(pod.createdAt()).isEqualTo(Instant.parse("2026-11-21T12:00:00Z"));
    assertThat(pod.task()).isEqualTo("load");
    assertThat(pod.attempt()).isEqualTo(2);
    assertThat(pod.revision()).isEqualTo("pl-films-abc");
    assertThat(pod.uses()).containsExactly("store/lake", "warehouse/duck");
    assertThat(pod.deleting()).isFalse();
    assertThat(pod.phase()).isEqualTo(PodPhase.PENDING);
    assertThat(pod.neverStarted()).isTrue();
  }

  @Test
  void theOwnerThatControlsThePodCounts() {
    PodObservation pod = read(METADATA);
    assertThat(pod.ownerKind() + " " + pod.ownerName()).isEqualTo("PipelineRun nightly");
    assertThat(pod.ownerUid()).isEqualTo("run-uid");
    assertThat(read(METADATA.replace(", controller: true", "")).ownerName()).isEqualTo("other");
  }

  @Test
  void aLabelOfTheUserIsNoAnnotationOfOurs() {
    String labels = "labels: {sluice.dev/uses: store/none, sluice.dev/revision: none, ";
    assertThat(read(METADATA.replace("labels: {", labels))).isEqualTo(read(METADATA));
  }

  @Test
  void anEndedContainerSaysHowItEnded() {
    PodObservation pod =
        read(
            METADATA
                + """
                status:
                  phase: Failed
                  containerStatuses:
                  - {name: agent-of-a-mesh, state: {terminated: {exitCode: 0, message: bye}}}
                  - name: runner
                    lastState: {terminated: {exitCode: 99}}
                    state:
                      terminated:
                        {exitCode: 137, reason: OOMKilled, message: last words,
                         startedAt: "2026-11-21T12:00:01Z", finishedAt: "2026-11-21T12:00:02Z"}
                  - {name: sidecar, state: {terminated: {exitCode: 0}}}
                """);
    assertThat(pod.phase()).isEqualTo(PodPhase.FAILED);
    assertThat(pod.exitCode()).isEqualTo(137);
    assertThat(pod.reason()).isEqualTo("OOMKilled");
    assertThat(pod.message()).isEqualTo("last words");
    assertThat(pod.startedAt()).isEqualTo(Instant.parse("2026-11-21T12:00:01Z"));
    assertThat(pod.finishedAt()).isEqualTo(Instant.parse("2026-11-21T12:00:02Z"));
  }

  @Test
  void theReasonOfThePodComesBeforeThatOfItsContainer() {
    PodObservation pod =
        read(
            METADATA
                + """
                status:
                  phase: Failed
                  reason: Evicted
                  message: The node was low on memory.
                  containerStatuses: [{name: runner, state: {terminated: {exitCode: 137, reason: Error}}}]
                """);
    assertThat(pod.obstacle()).isEqualTo("Evicted: The node was low on memory.");
    assertThat(pod.exitCode()).isEqualTo(137);
  }

  @Test
  void aContainerThatWaitsSaysWhy() {
    PodObservation pod =
        read(
            METADATA
                + """
                status:
                  phase: Pending
                  conditions: [{type: PodScheduled, status: "True"}]
                  containerStatuses: [{name: runner, state: {waiting: {reason: ErrImagePull, message: not found}}}]
                """);
    assertThat(pod.obstacle()).isEqualTo("ErrImagePull: not found");
    assertThat(pod.neverStarted()).isTrue();
  }

  @Test
  void aPodWithoutANodeSaysWhy() {
    PodObservation pod =
        read(
            METADATA
                + """
                status:
                  phase: Pending
                  conditions:
                  - {type: Ready, status: "False", reason: Other, message: other}
                  - {type: PodScheduled, status: "False", reason: Unschedulable, message: 0/3 nodes}
                """);
    assertThat(pod.obstacle()).isEqualTo("Unschedulable: 0/3 nodes");
  }

  @Test
  void aRunningContainerHasStarted() {
    PodObservation pod =
        read(
            METADATA
                + """
                status:
                  phase: Running
                  containerStatuses: [{name: runner, state: {running: {startedAt: "2026-11-21T12:00:01Z"}}}]
                """);
    assertThat(pod.phase()).isEqualTo(PodPhase.RUNNING);
    assertThat(pod.startedAt()).isEqualTo(Instant.parse("2026-11-21T12:00:01Z"));
    assertThat(pod.neverStarted()).isFalse();
    assertThat(pod.exitCode()).isNull();
  }

  @Test
  void whatIsNotJsonIsRefused() {
    assertThatThrownBy(() -> PodReader.read("no pod".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UncheckedIOException.class);
  }
}
