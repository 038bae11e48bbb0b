package dev.sluice.dev.demo;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person wants to know of a PipelineRun. */
record RunView(
    String name,
    String pipeline,
    String date,
    String succeeded,
    String reason,
    String message,
    List<TaskView> tasks) {
  RunView {
    tasks = List.copyOf(tasks);
  }

  /** What a person wants to know of a task. */
  record TaskView(
      String name,
      String state,
      int attempt,
      Optional<Long> rows,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      String reason,
      String message) {

    /** How long the task took, or has taken until now. */
    Optional<Duration> duration(Instant now) {
      return startedAt.map(start -> Duration.between(start, finishedAt.orElse(now)));
    }
  }

  boolean isOver() {
    return !succeeded.equals("Unknown");
  }

  static RunView of(GenericKubernetesResource run) {
    Optional<Map<?, ?>> condition = condition(run, "Succeeded");
    return new RunView(
        run.getMetadata().getName(),
        text(run.get("status", "pipeline")),
        text(run.get("status", "date")),
        condition.map(c -> text(c.get("status"))).orElse("Unknown"),
        condition.map(c -> text(c.get("reason"))).orElse(""),
        condition.map(c -> text(c.get("message"))).orElse(""),
        list(run.get("status", "tasks")).stream().map(RunView::task).toList());
  }

  /** A condition in the status of a resource, by its type. */
  static Optional<Map<?, ?>> condition(GenericKubernetesResource resource, String type) {
    return list(resource.get("status", "conditions")).stream()
        .<Map<?, ?>>map(condition -> (Map<?, ?>) condition)
        .filter(condition -> type.equals(condition.get("type")))
        .findFirst();
  }

  private static TaskView task(Object object) {
    Map<?, ?> task = (Map<?, ?>) object;
    return new TaskView(
        text(task.get("name")),
        text(task.get("state")),
        task.get("attempt") instanceof Number attempt ? attempt.intValue() : 0,
        Optional.ofNullable(task.get("rows")).map(rows -> ((Number) rows).longValue()),
        time(task.get("startedAt")),
        time(task.get("finishedAt")),
        text(task.get("reason")),
        text(task.get("message")));
  }

  private static Optional<Instant> time(@Nullable Object value) {
    return Optional.ofNullable(value).map(text -> Instant.parse(text.toString()));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
