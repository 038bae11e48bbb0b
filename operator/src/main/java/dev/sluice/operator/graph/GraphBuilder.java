package dev.sluice.operator.graph;

import dev.sluice.api.v1alpha1.Gate;
import dev.sluice.api.v1alpha1.PipelineSpec;
import dev.sluice.api.v1alpha1.PipelineStep;
import dev.sluice.api.v1alpha1.QualityCheckSpec;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.operator.Reasons;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Draws the edges between steps from the data that they read, the gates and {@code after}. */
public final class GraphBuilder {

  /** Finds the pinned spec of a step, or null when there is no such step. */
  @FunctionalInterface
  public interface Specs {
    @Nullable Pinned find(StepId step);
  }

  /**
   * A spec.
   *
   * @param revision name of the ControllerRevision that holds it
   * @param template whether it changes when variables are replaced
   */
  public record Pinned(StepSpec spec, String revision, boolean template) {}

  /** A graph, or what is wrong with it: exactly one is there. */
  public record Result(@Nullable Graph graph, List<Problem> problems) {}

  private final Specs specs;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Set<StepId> missing = new HashSet<>();
  private final Map<StepId, StepSpec> referenced = new TreeMap<>();
  private final Set<StepId> templates = new HashSet<>();

  private GraphBuilder(Specs specs) {
    this.specs = specs;
  }

  private @Nullable Pinned find(StepId step) {
    Pinned pinned = specs.find(step);
    if (pinned != null && pinned.template()) {
      templates.add(step);
    }
    return pinned;
  }

  private static final class Node {
    final StepId step;
    final Pinned pinned;
    final boolean last;
    final List<Reads.Input> inputs;
    final Set<String> needs = new LinkedHashSet<>();

    Node(StepId step, Pinned pinned, boolean last) {
      this.step = step;
      this.pinned = pinned;
      this.last = last;
      this.inputs = Reads.of(pinned.spec());
    }
  }

  /** The graph of a pipeline. */
  public static Result build(PipelineSpec pipeline, Specs specs) {
    GraphBuilder builder = new GraphBuilder(specs);
    pipeline.steps().forEach(step -> builder.addNode(StepId.of(step), false));
    pipeline.finallySteps().forEach(step -> builder.addNode(StepId.of(step), true));
    builder.addDataEdges();
    builder.addGates();
    pipeline.steps().forEach(builder::addAfter);
    pipeline.finallySteps().forEach(builder::addAfter);
    return builder.finish();
  }

  /** The graph of one step that runs alone. */
  public static Result build(StepId step, Specs specs) {
    GraphBuilder builder = new GraphBuilder(specs);
    builder.addNode(step, false);
    builder.addDataEdges();
    return builder.finish();
  }

  private void addNode(StepId step, boolean last) {
    Node other = nodes.get(step.name());
    if (other != null) {
      problem(
          Reasons.DUPLICATE_STEP,
          "spec.finally names "
              + step
              + ", but "
              + other.step
              + " is among the steps already: a task is known by the name of its step. Rename one.");
      return;
    }
    Pinned pinned = find(step);
    if (pinned == null) {
      missing.add(step);
      problem(
          Reasons.STEP_NOT_FOUND,
          "The pipeline names "
              + step
              + ", which does not exist in this namespace: apply it, or correct the name in spec.steps.");
      return;
    }
    nodes.put(step.name(), new Node(step, pinned, last));
  }

  private void addDataEdges() {
    for (Node node : nodes.values()) {
      for (Reads.Input input : node.inputs) {
        Node producer = nodes.get(input.producer().name());
        if (producer != null && producer.step.equals(input.producer())) {
          node.needs.add(producer.step.name());
          requireReadable(node, input, producer.pinned.spec());
          continue;
        }
        Pinned outside = find(input.producer());
        if (outside == null && missing.contains(input.producer())) {
          continue;
        }
        if (outside == null) {
          problem(
              Reasons.STEP_NOT_FOUND,
              node.step
                  + ": "
                  + input.field()
                  + " names "
                  + input.producer()
                  + ", which does not exist in this namespace: apply it, or correct the name.");
        } else {
          referenced.put(input.producer(), outside.spec());
          requireReadable(node, input, outside.spec());
        }
      }
    }
  }

  private void requireReadable(Node node, Reads.Input input, StepSpec producer) {
    Problem problem = Reads.unreadable(input, producer);
    if (problem != null) {
      problem(problem.reason(), node.step + ": " + problem.message());
    }
  }

  /** Every other reader of what a check is about waits for the check, unless it says gate: None. */
  private void addGates() {
    for (Node gate : nodes.values()) {
      if (!(gate.pinned.spec() instanceof QualityCheckSpec check) || check.gate() == Gate.NONE) {
        continue;
      }
      Reads.Input subject = Reads.subject(check);
      if (subject == null || gate.last) {
        continue;
      }
      for (Node reader : nodes.values()) {
        boolean isCheck = reader.step.kind() == StepKind.QUALITY_CHECK;
        if (!isCheck && reader.inputs.stream().anyMatch(subject::overlaps)) {
          reader.needs.add(gate.step.name());
        }
      }
    }
  }

  private void addAfter(PipelineStep step) {
    Node node = nodes.get(StepId.of(step).name());
    if (node == null) {
      return;
    }
    for (String before : step.after()) {
      Node other = nodes.get(before);
      if (other == null) {
        problem(
            Reasons.STEP_NOT_FOUND,
            node.step
                + ": after names "
                + before
                + ", which is no step of this pipeline. It has: "
                + String.join(", ", nodes.keySet())
                + ".");
      } else if (other.last && !node.last) {
        problem(
            Reasons.CYCLE,
            node.step
                + ": after names "
                + before
                + ", which is of finally and so runs when all others have ended.");
      } else {
        node.needs.add(before);
      }
    }
  }

  private Result finish() {
    for (Node node : nodes.values()) {
      for (String need : node.needs) {
        Node other = nodes.get(need);
        if (other != null && other.last && !node.last) {
          problem(
              Reasons.CYCLE,
              node.step
                  + " reads "
                  + other.step
                  + ", which is of finally and so runs when all others have ended.");
        }
      }
    }
    checkOutputs();
    List<String> order = problems.isEmpty() ? order() : List.of();
    if (!problems.isEmpty()) {
      return new Result(null, List.copyOf(problems));
    }
    Map<String, Task> tasks = new LinkedHashMap<>();
    for (String name : order) {
      Node node = node(name);
      tasks.put(
          name,
          new Task(node.step, node.pinned.revision(), node.pinned.spec(), node.needs, node.last));
    }
    return new Result(new Graph(tasks, referenced, templates), List.of());
  }

  private void checkOutputs() {
    Map<String, StepId> owners = new HashMap<>();
    for (Node node : nodes.values()) {
      for (String path : Reads.outputPaths(node.pinned.spec())) {
        StepId other = owners.putIfAbsent(path, node.step);
        if (other != null) {
          problem(
              Reasons.OUTPUT_CONFLICT,
              node.step
                  + " and "
                  + other
                  + " both write "
                  + path
                  + ": give one of them another spec.output.path.");
        }
      }
    }
  }

  /** Tasks in an order in which each comes after those that it needs; a cycle is a problem. */
  private List<String> order() {
    List<String> order = new ArrayList<>();
    Set<String> done = new HashSet<>();
    for (String name : nodes.keySet()) {
      visit(name, new ArrayDeque<>(), done, order);
    }
    return order;
  }

  private void visit(String name, Deque<String> path, Set<String> done, List<String> order) {
    if (done.contains(name)) {
      return;
    }
    if (path.contains(name)) {
      List<String> cycle = new ArrayList<>(path);
      cycle = cycle.subList(cycle.indexOf(name), cycle.size());
      problem(
          Reasons.CYCLE,
          "The steps wait for each other in a cycle: "
              + String.join(" -> ", cycle)
              + " -> "
              + name
              + " (each is needed by the one before it). Remove one of these references.");
      done.addAll(cycle);
      return;
    }
    path.addLast(name);
    for (String need : node(name).needs) {
      visit(need, path, done, order);
    }
    path.removeLast();
    if (done.add(name)) {
      order.add(name);
    }
  }

  private Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException(name);
    }
    return node;
  }

  private void problem(String reason, String message) {
    problems.add(new Problem(reason, message));
  }
}
