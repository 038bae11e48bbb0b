package dev.sluice.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.Pipeline;
import dev.sluice.api.v1alpha1.PipelineStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

/** Ticks of schedules while operators stop, die and start. */
class ScheduleIT {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(ZoneOffset.UTC);

  private final TestCluster cluster;

  ScheduleIT() throws IOException {
    cluster = TestCluster.get();
  }

  private static void awaitWithin(Duration time, ThrowingRunnable assertion) {
    await().atMost(time).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
  }

  private PipelineStatus status(String ns) {
    Pipeline pipeline = cluster.admin.resources(Pipeline.class).inNamespace(ns).withName("p").get();
    assertThat(pipeline.getStatus()).isNotNull();
    return pipeline.getStatus();
  }

  private List<String> runs(String ns) {
    return cluster.runs(ns).stream().map(run -> run.getMetadata().getName()).toList();
  }

  /** Lets the status believe that nothing has run since a moment. */
  private void forgetTicksSince(String ns, Instant last) {
    cluster
        .admin
        .resources(Pipeline.class)
        .inNamespace(ns)
        .withName("p")
        .editStatus(
            pipeline -> {
              PipelineStatus old = pipeline.getStatus();
              pipeline.setStatus(
                  new PipelineStatus(
                      old.observedGeneration(),
                      old.conditions(),
                      old.steps(),
                      old.revision(),
                      old.triggeredRevision(),
                      old.lastRun(),
                      last.toString(),
                      old.nextScheduleTime()));
              return pipeline;
            });
  }

  @Test
  void aTickStartsOneRunThoughTheOperatorDiesAtIt() throws Exception {
    String ns = "ticks";
    cluster.namespace(ns);
    cluster.kubelet.hold(ns, "source");
    TestCluster.Running first = cluster.operator(Map.of());
    try {
      cluster.load(Yaml.chain(", onChange: None, schedule: {cron: '* * * * *'}"), ns);
      awaitWithin(Duration.ofSeconds(80), () -> assertThat(runs(ns)).isNotEmpty());
    } finally {
      first.kill();
    }
    try (TestCluster.Running second = cluster.operator(Map.of())) {
      cluster.kubelet.release(ns, "source");
      awaitWithin(
          Duration.ofSeconds(20),
          () ->
              assertThat(cluster.condition(ns, "PipelineRun", runs(ns).get(0), "Succeeded"))
                  .startsWith("True"));
      awaitWithin(
          Duration.ofSeconds(10),
          () -> {
            Instant last = Instant.parse(String.valueOf(status(ns).lastScheduleTime()));
            assertThat(runs(ns)).last().isEqualTo("p-" + NAME.format(last));
            assertThat(Instant.parse(String.valueOf(status(ns).nextScheduleTime())))
                .isEqualTo(last.plusSeconds(60));
          });
      assertThat(runs(ns)).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(2);
      assertThat(cluster.kubelet.made(ns)).doesNotHaveDuplicates();
      assertThat(second.operator().httpPort()).isPositive();
    }
  }

  @Test
  void ofTicksThatWereMissedTheNewestRunsOnceAlsoIfItsWriteWasLost() throws Exception {
    String ns = "missed-ticks";
    cluster.namespace(ns);
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    try (TestCluster.Running operator = cluster.operator(Map.of())) {
      cluster.load(
          Yaml.chain(", onChange: None, schedule: {cron: '0 0 * * *', timeZone: UTC}"), ns);
      cluster.awaitCondition(ns, "Pipeline", "p", "Ready", "True");
      assertThat(runs(ns)).isEmpty();
      assertThat(status(ns).nextScheduleTime()).isEqualTo(today.plusDays(1) + "T00:00:00Z");
      assertThat(operator.operator().httpPort()).isPositive();
    }
    String newest = "p-" + NAME.format(today.atStartOfDay(ZoneOffset.UTC));
    for (int start = 0; start < 2; start++) {
      forgetTicksSince(ns, today.minusDays(4).atStartOfDay(ZoneOffset.UTC).toInstant());
      try (TestCluster.Running operator = cluster.operator(Map.of())) {
        awaitWithin(
            Duration.ofSeconds(20),
            () -> assertThat(status(ns).lastScheduleTime()).isEqualTo(today + "T00:00:00Z"));
        assertThat(cluster.ended(ns, 1).get(0).getMetadata().getName()).isEqualTo(newest);
        assertThat(cluster.runs(ns).get(0).getSpec().date()).isEqualTo(today.toString());
        assertThat(operator.operator().httpPort()).isPositive();
      }
    }
    assertThat(cluster.kubelet.made(ns)).hasSize(3).doesNotHaveDuplicates();
  }
}
