package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.kube.Conditions;
import dev.sluice.operator.kube.Revisions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts what runs do. Labels: namespace, pipeline, task and reason, never a run. */
public final class RunMetrics {

  private final MeterRegistry registry;
  private final Counter pods;

  public RunMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.pods =
        Counter.builder("sluice.pods")
            .description("Pods made for attempts of tasks")
            .register(registry);
  }

  void started(int count) {
    pods.increment(Math.max(0, count));
  }

  void finished(PipelineRun run, Blueprint blueprint) {
    String namespace = run.getMetadata().getNamespace();
    String reason =
        Conditions.find(run.getStatus().conditions(), Conditions.SUCCEEDED)
            .map(condition -> condition.getReason())
            .orElse("");
    Timer.builder("sluice.run.duration")
        .description("Time from the start to the end of runs")
        .tags("namespace", namespace, "pipeline", blueprint.subject(), "reason", reason)
        .register(registry)
        .record(time(run.getStatus().startedAt(), run.getStatus().finishedAt()));
    for (TaskStatus task : run.getStatus().tasks()) {
      Timer.builder("sluice.task.duration")
          .description("Time from the start to the end of the last attempt of tasks")
          .tags(
              "namespace",
              namespace,
              "pipeline",
              blueprint.subject(),
              "task",
              task.name(),
              "reason",
              task.reason() == null ? Revisions.text(task.state()) : task.reason())
          .register(registry)
          .record(time(task.startedAt(), task.finishedAt()));
    }
  }

  private static Duration time(@Nullable String from, @Nullable String to) {
    return from == null || to == null
        ? Duration.ZERO
        : Duration.between(Instant.parse(from), Instant.parse(to));
  }
}
