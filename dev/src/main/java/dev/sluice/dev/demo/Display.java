package dev.sluice.dev.demo;

import dev.sluice.dev.demo.RunView.TaskView;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows how far runs are: drawn in place on a terminal, one line per change elsewhere. */
final class Display {
  private static final int WIDTH = 110;
  private static final Set<String> WORTH_A_LINE =
      Set.of("Running", "Succeeded", "Failed", "Skipped", "Cancelled");
  private static final Map<String, String> MARKS =
      Map.of(
          "Running", ">",
          "Succeeded", "+",
          "Failed", "x",
          "Skipped", "-",
          "Cancelled", "-");

  private final PrintStream out;
  private final boolean terminal;
  private final Timeline timeline;
  private final Map<String, String> told = new HashMap<>();
  private int drawn;

  Display(PrintStream out, boolean terminal, Timeline timeline) {
    this.out = out;
    this.terminal = terminal;
    this.timeline = timeline;
  }

  void show(List<RunView> runs) {
    if (terminal) {
      redraw(runs);
    } else {
      runs.forEach(this::tellChanges);
    }
  }

  /** Leaves what was drawn on the screen. */
  void end() {
    drawn = 0;
  }

  private void redraw(List<RunView> runs) {
    List<String> lines =
        runs.stream()
            .flatMap(
                run ->
                    Stream.concat(Stream.of(heading(run)), run.tasks().stream().map(Display::line)))
            .map(line -> line.length() > WIDTH ? line.substring(0, WIDTH - 3) + "..." : line)
            .toList();
    StringBuilder frame = new StringBuilder();
    if (drawn > 0) {
      // Up to where the last frame began, and clear from there.
      frame.append("\033[").append(drawn).append("A\033[J");
    }
    lines.forEach(line -> frame.append(line).append('\n'));
    out.print(frame);
    out.flush();
    drawn = lines.size();
  }

  private String heading(RunView run) {
    String state = run.isOver() ? run.reason() : "running";
    return String.format(
        Locale.ROOT, "%s  %s  %s  %.1f s", run.name(), run.date(), state, timeline.elapsed());
  }

  private void tellChanges(RunView run) {
    for (TaskView task : run.tasks()) {
      String now = task.state() + " " + task.attempt();
      String before = told.put(run.name() + "/" + task.name(), now);
      if (!now.equals(before) && WORTH_A_LINE.contains(task.state())) {
        out.printf(Locale.ROOT, "  %6.1f s %s%n", timeline.elapsed(), line(task));
      }
    }
  }

  private static String line(TaskView task) {
    String what =
        Stream.of(
                task.state().toLowerCase(Locale.ROOT),
                task.state().equals("Running") && task.attempt() > 1
                    ? "(attempt " + task.attempt() + ")"
                    : "",
                task.state().equals("Succeeded") ? "" : task.reason(),
                task.message())
            .filter(part -> !part.isBlank())
            .collect(Collectors.joining(" "));
    return String.format(
        Locale.ROOT,
        "  %s %-24s %8s %14s  %s",
        MARKS.getOrDefault(task.state(), "."),
        task.name(),
        task.duration(Instant.now()).map(Display::seconds).orElse(""),
        task.rows().map(rows -> String.format(Locale.ROOT, "%,d rows", rows)).orElse(""),
        what);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%d s", duration.toSeconds());
  }

  /** The tasks of ended runs with the time that each took. */
  static List<String> summary(RunView run) {
    return run.tasks().stream().map(Display::line).toList();
  }
}
