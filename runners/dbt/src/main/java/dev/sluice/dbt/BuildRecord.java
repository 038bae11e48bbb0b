package dev.sluice.dbt;

import dev.sluice.dbt.NodeResult.Status;
import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.QualityStep.Severity;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers how the commands of an attempt and the nodes of its project fared, and judges it. */
final class BuildRecord {

  private static final Map<Status, Integer> WORST_FIRST =
      Map.of(
          Status.ERRORED,
          0,
          Status.FAILED,
          1,
          Status.WARNED,
          2,
          Status.SKIPPED,
          3,
          Status.PASSED,
          4);
  private static final int NAMED_IN_MESSAGE = 3;

  private final String project;
  private final @Nullable String origin;
  private final List<CommandReport> commands = new ArrayList<>();
  // A node that several commands execute counts once, as the last of them left it.
  private final Map<String, NodeResult> nodes = new LinkedHashMap<>();
  private @Nullable DbtCommand lastCommand;
  private @Nullable DbtInvocation lastInvocation;
  private @Nullable String documentation;

  /**
   * @param origin where the project is from; null when the spec alone says it
   * @param earlier how nodes fared that this attempt does not execute again
   */
  BuildRecord(String project, @Nullable String origin, List<NodeResult> earlier) {
    this.project = project;
    this.origin = origin;
    earlier.forEach(result -> nodes.put(result.id(), result));
  }

  /** One command, for the report. */
  record CommandReport(String command, int exitCode, double seconds) {}

  /**
   * The full report.
   *
   * @param origin where the project is from, such as a commit
   * @param documentation where the documentation is
   * @param nodes worst first
   */
  record Report(
      String project,
      @Nullable String origin,
      @Nullable String documentation,
      @Nullable String dbtVersion,
      List<CommandReport> commands,
      List<NodeResult> nodes) {
    Report {
      commands = List.copyOf(commands);
      nodes = List.copyOf(nodes);
    }
  }

  void add(DbtCommand command, DbtInvocation invocation, List<NodeResult> results) {
    commands.add(new CommandReport(command.text(), invocation.exitCode(), invocation.seconds()));
    results.forEach(result -> nodes.put(result.id(), result));
    lastCommand = command;
    lastInvocation = invocation;
  }

  /** Says where the documentation is kept; null: nowhere. */
  void documented(@Nullable String uri) {
    documentation = uri;
  }

  /** How the nodes have fared so far. */
  List<NodeResult> nodes() {
    return List.copyOf(nodes.values());
  }

  /** Whether neither a command nor a node has failed. */
  boolean succeeded() {
    return with(Status.ERRORED).isEmpty()
        && with(Status.FAILED).isEmpty()
        && Objects.requireNonNull(lastInvocation).exitCode() == 0;
  }

  Report report() {
    return new Report(
        project,
        origin,
        documentation,
        lastInvocation == null ? null : lastInvocation.version(),
        commands,
        sorted(List.copyOf(nodes.values())));
  }

  /**
   * The result of the attempt.
   *
   * @throws StepFailure when a command failed
   */
  StepResult result(ModelStep step) {
    DbtCommand command = Objects.requireNonNull(lastCommand);
    DbtInvocation invocation = Objects.requireNonNull(lastInvocation);
    List<NodeResult> errored = with(Status.ERRORED);
    List<NodeResult> failed = with(Status.FAILED);
    if (!errored.isEmpty()) {
      throw modelsFailed(step, errored);
    }
    if (!failed.isEmpty()) {
      throw new StepFailure.QualityFailed(
          "TestsFailed",
          headline("failed", failed) + skippedClause() + ".",
          results(step),
          failedChecks());
    }
    if (invocation.exitCode() != 0) {
      throw DbtErrors.of(command, invocation, step.warehouse());
    }
    ModelStep.Selection selection = step.selection();
    // A comparison that finds no difference is an answer; a name that nothing has is a mistake.
    if (nodes.isEmpty()
        && !selection.select().isEmpty()
        && selection.stateOf() == null
        && selects()) {
      throw new StepFailure.UserError(
          "NothingSelected",
          "spec.select: "
              + String.join(" ", selection.select())
              + (selection.exclude().isEmpty()
                  ? ""
                  : " without " + String.join(" ", selection.exclude()))
              + " matches nothing in project "
              + project
              + ".");
    }
    StepResult success = StepResult.succeeded(summary(), results(step));
    return new StepResult(
        success.protocolVersion(),
        success.outcome(),
        success.reason(),
        success.message(),
        success.results(),
        failedChecks(),
        false);
  }

  private StepFailure modelsFailed(ModelStep step, List<NodeResult> errored) {
    for (NodeResult node : errored) {
      StepFailure known =
          node.message() == null ? null : DbtErrors.known(node.message(), step.warehouse());
      if (known != null) {
        return known;
      }
    }
    String what = headline("could not be built", errored) + skippedClause();
    List<String> reasons =
        errored.stream()
            .map(node -> node.message() == null ? null : DbtErrors.reason(node.message()))
            .map(reason -> reason == null ? "ModelsFailed" : reason)
            .distinct()
            .toList();
    // A conflict goes away by itself, but no further attempt mends what else is wrong.
    return reasons.size() > 1 || reasons.contains("ModelsFailed")
        ? new StepFailure.UserError("ModelsFailed", what + ".", results(step), failedChecks())
        : DbtErrors.because(reasons.get(0), what, results(step), failedChecks());
  }

  private boolean selects() {
    return commands.stream().map(c -> DbtCommand.of(c.command())).anyMatch(DbtCommand::executes);
  }

  private String headline(String verb, List<NodeResult> bad) {
    String named =
        bad.stream()
            .limit(NAMED_IN_MESSAGE)
            .map(node -> node.label() + in(node) + ": " + detail(node))
            .collect(Collectors.joining("; "));
    String more =
        bad.size() > NAMED_IN_MESSAGE ? " and " + (bad.size() - NAMED_IN_MESSAGE) + " more" : "";
    return bad.size() + " of " + nodes.size() + " dbt nodes " + verb + ": " + named + more;
  }

  private static String in(NodeResult node) {
    return node.file().isEmpty() ? "" : " (" + node.file() + ")";
  }

  private static String detail(NodeResult node) {
    if (node.type().equals("test") && node.status() != Status.ERRORED) {
      return node.failures() + (node.failures() == 1 ? " row" : " rows");
    }
    return node.message() == null ? "no message" : node.message();
  }

  private String skippedClause() {
    int skipped = with(Status.SKIPPED).size();
    return skipped == 0 ? "" : "; " + skipped + " skipped";
  }

  private String summary() {
    String where = documentation == null ? "" : " Documentation: " + documentation;
    if (nodes.isEmpty()) {
      return "dbt "
          + commands.stream().map(CommandReport::command).collect(Collectors.joining(", "))
          + " done."
          + where;
    }
    Map<String, Long> byType = new TreeMap<>();
    nodes.values().forEach(node -> byType.merge(node.type().replace('_', ' '), 1L, Long::sum));
    String parts =
        byType.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey() + (e.getValue() == 1 ? "" : "s"))
            .collect(Collectors.joining(", "));
    int warned = with(Status.WARNED).size();
    return parts + " done" + (warned == 0 ? "" : ", " + warned + " with warnings") + "." + where;
  }

  private StepResult.Results results(ModelStep step) {
    List<Long> rows =
        nodes.values().stream().map(NodeResult::rows).filter(Objects::nonNull).toList();
    return StepResult.Results.judged(
        rows.isEmpty() ? null : rows.stream().mapToLong(Long::longValue).sum(),
        step.schema(),
        with(Status.PASSED).size(),
        with(Status.WARNED).size(),
        with(Status.FAILED).size() + with(Status.ERRORED).size(),
        with(Status.SKIPPED).size());
  }

  private List<StepResult.FailedCheck> failedChecks() {
    return sorted(List.copyOf(nodes.values())).stream()
        .filter(node -> node.status() != Status.PASSED && node.status() != Status.SKIPPED)
        .map(
            node ->
                new StepResult.FailedCheck(
                    node.name(),
                    node.column(),
                    node.status() == Status.WARNED ? Severity.WARN : Severity.ERROR,
                    node.failures(),
                    node.message() == null ? "" : node.message(),
                    List.of()))
        .toList();
  }

  private List<NodeResult> with(Status status) {
    return sorted(nodes.values().stream().filter(node -> node.status() == status).toList());
  }

  private static List<NodeResult> sorted(List<NodeResult> results) {
    return results.stream()
        .sorted(
            Comparator.comparing((NodeResult node) -> WORST_FIRST.get(node.status()))
                .thenComparing(Comparator.comparingLong(NodeResult::failures).reversed()))
        .toList();
  }
}
