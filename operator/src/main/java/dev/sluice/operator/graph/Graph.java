package dev.sluice.operator.graph;

import dev.sluice.api.v1alpha1.StepSpec;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a run, before what.
 *
 * @param tasks by name, each after those that it needs
 * @param referenced specs of steps outside the graph whose datasets are read
 * @param templates steps whose specs change when variables are replaced
 */
public record Graph(
    Map<String, Task> tasks, Map<StepId, StepSpec> referenced, Set<StepId> templates) {

  public Graph {
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    referenced = Map.copyOf(referenced);
    templates = Set.copyOf(templates);
  }

  /** Whether the spec of a step changes when variables are replaced. */
  public boolean isTemplate(StepId step) {
    return templates.contains(step);
  }

  /** The spec of a step of the graph, or of one that it refers to; null for any other one. */
  public @Nullable StepSpec find(StepId step) {
    Task task = tasks.get(step.name());
    return task != null && task.step().equals(step) ? task.spec() : referenced.get(step);
  }

  /** The spec of a step of the graph, or of one that it refers to. */
  public StepSpec spec(StepId step) {
    StepSpec spec = find(step);
    if (spec == null) {
      throw new IllegalArgumentException(step + " is not pinned.");
    }
    return spec;
  }

  /** All steps whose specs the graph holds. */
  public Stream<StepId> steps() {
    return Stream.concat(
        tasks.values().stream().map(Task::step),
        referenced.keySet().stream().filter(step -> !isTask(step)));
  }

  private boolean isTask(StepId step) {
    Task task = tasks.get(step.name());
    return task != null && task.step().equals(step);
  }

  /**
   * The names of the tasks that a selection means, as dbt selects: {@code a}, {@code a+} with all
   * that depend on it, {@code +a} with all that it depends on. An empty selection means all. Each
   * comes after those that it needs.
   *
   * @throws UnknownTask when it names a task that is not there
   */
  public Set<String> select(Collection<String> selection) {
    if (selection.isEmpty()) {
      return tasks.keySet();
    }
    Set<String> chosen = new LinkedHashSet<>();
    for (String term : selection) {
      boolean before = term.startsWith("+");
      boolean after = term.endsWith("+");
      String name = term.substring(before ? 1 : 0, term.length() - (after ? 1 : 0));
      if (!tasks.containsKey(name)) {
        throw new UnknownTask(name, tasks.keySet());
      }
      chosen.add(name);
      if (before) {
        walk(name, chosen, true);
      }
      if (after) {
        walk(name, chosen, false);
      }
    }
    Set<String> inOrder = new LinkedHashSet<>(tasks.keySet());
    inOrder.retainAll(chosen);
    return inOrder;
  }

  private void walk(String from, Set<String> found, boolean upstream) {
    Deque<String> open = new ArrayDeque<>(Set.of(from));
    while (!open.isEmpty()) {
      String name = open.pop();
      for (Task other : tasks.values()) {
        boolean linked =
            upstream ? task(name).needs().contains(other.name()) : other.needs().contains(name);
        if (linked && found.add(other.name())) {
          open.push(other.name());
        }
      }
    }
  }

  private Task task(String name) {
    Task task = tasks.get(name);
    if (task == null) {
      throw new IllegalArgumentException(name);
    }
    return task;
  }

  /** A selection names a task that the pipeline does not have. */
  public static final class UnknownTask extends RuntimeException {
    UnknownTask(String name, Set<String> known) {
      super(
          "spec.select names "
              + name
              + ", which the pipeline does not have. It has: "
              + String.join(", ", known)
              + ".");
    }
  }
}
