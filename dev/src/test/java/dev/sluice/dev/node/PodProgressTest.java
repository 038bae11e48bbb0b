package dev.sluice.dev.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodProgressTest {
  private static final Instant START = Instant.parse("2026-11-21T08:00:00.5Z");
  private static final Instant END = Instant.parse("2026-11-21T08:00:09Z");

  private static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withUid("u")
        .endMetadata()
        .withNewSpec()
        .addNewInitContainer()
        .withName("init")
        .withImage("i")
        .endInitContainer()
        .addNewContainer()
        .withName("main")
        .withImage("i")
        .endContainer()
        .endSpec()
        .build();
  }

  private static ContainerProgress ended(int code) {
    return new ContainerProgress.Ended(code, ContainerProgress.reasonOf(code), "", START, END);
  }

  private static PodStatus status(Map<String, ContainerProgress> containers) {
    return new PodProgress(START, containers, "", "").status(pod());
  }

  private static String condition(PodStatus status, String type) {
    return status.getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .map(condition -> condition.getStatus() + " " + condition.getReason())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void nothingStartedIsPending() {
    PodStatus status = status(Map.of());
    assertThat(status.getPhase()).isEqualTo("Pending");
    assertThat(status.getStartTime()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(status.getContainerStatuses().get(0).getState().getWaiting().getReason())
        .isEqualTo("PodInitializing");
  }

  @Test
  void runningContainerMakesThePodReady() {
    PodStatus status =
        status(Map.of("init", ended(0), "main", new ContainerProgress.Running(START)));
    assertThat(status.getPhase()).isEqualTo("Running");
    assertThat(condition(status, "Ready")).isEqualTo("True null");
  }

  @Test
  void endedWellIsSucceededAndNotReadyBecauseItIsCompleted() {
    PodStatus status = status(Map.of("init", ended(0), "main", ended(0)));
    assertThat(status.getPhase()).isEqualTo("Succeeded");
    assertThat(condition(status, "Ready")).isEqualTo("False PodCompleted");
    assertThat(status.getContainerStatuses().get(0).getState().getTerminated().getFinishedAt())
        .isEqualTo("2026-11-21T08:00:09Z");
  }

  @Test
  void failedInitContainerFailsThePodBeforeItsMainOnesStart() {
    assertThat(status(Map.of("init", ended(2))).getPhase()).isEqualTo("Failed");
  }

  @Test
  void failureOfThePodAsAWholeIsTold() {
    PodStatus status =
        new PodProgress(START, Map.of(), "DeadlineExceeded", "too long").status(pod());
    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getReason()).isEqualTo("DeadlineExceeded");
    assertThat(status.getMessage()).isEqualTo("too long");
  }
}
