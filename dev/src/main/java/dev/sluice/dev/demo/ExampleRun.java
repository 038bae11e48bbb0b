package dev.sluice.dev.demo;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applies one example to a platform, shows how it runs, and what came out. */
final class ExampleRun {
  /** Longer than the operator waits for specs to settle, so that a run would have started. */
  private static final long NOTHING_STARTS_MILLIS = 5000;

  private static final String KINDS =
      "pipelineruns,pipelines,datasetingests,transforms,qualitychecks,warehouseloads,modelruns";

  private final DemoSettings settings;
  private final Platform platform;
  private final PrintStream out;

  ExampleRun(DemoSettings settings, Platform platform, PrintStream out) {
    this.settings = settings;
    this.platform = platform;
    this.out = out;
  }

  /** Whether it ended as the example says it should. */
  boolean run() throws InterruptedException {
    try (RunWatch watch = new RunWatch(platform.cluster().client(), settings.namespace())) {
      applyExample();
      Display display =
          new Display(out, Boolean.getBoolean("sluice.terminal"), platform.timeline());
      List<RunView> ended = watch.awaitEnd(display, platform.operator());
      boolean succeeded = ended.stream().allMatch(run -> run.succeeded().equals("True"));
      showResources();
      showTimes(ended);
      if (!succeeded) {
        showFailures(ended);
      }
      if (succeeded) {
        showTables();
      }
      keepResults();
      boolean asExpected = succeeded == settings.expectedToSucceed();
      if (asExpected) {
        asExpected = applyAgain(watch, ended.size());
      }
      out.println();
      out.println(verdict(succeeded, asExpected));
      return asExpected;
    }
  }

  private void applyExample() throws InterruptedException {
    Path file = settings.example().resolve("pipeline.yaml");
    out.println();
    out.println("$ kubectl apply -f " + settings.root().relativize(file));
    out.println(platform.kubectl("apply", "-n", settings.namespace(), "-f", file.toString()));
    out.println();
  }

  private void showResources() throws InterruptedException {
    out.println();
    out.println("$ kubectl get " + KINDS);
    out.println(platform.kubectl("get", "-n", settings.namespace(), KINDS));
  }

  private void showTimes(List<RunView> runs) {
    for (RunView run : runs) {
      out.println();
      out.println("Steps of " + run.name() + ":");
      Display.summary(run).forEach(out::println);
    }
  }

  private void showFailures(List<RunView> runs) {
    for (RunView run : runs) {
      if (run.succeeded().equals("True")) {
        continue;
      }
      out.println();
      out.println(run.name() + " ended " + run.reason() + ": " + run.message());
      if (!settings.expectedToSucceed()) {
        continue;
      }
      run.tasks().stream()
          .filter(task -> task.state().equals("Failed"))
          .forEach(task -> showLog(run.name(), task));
    }
  }

  private void showLog(String run, RunView.TaskView task) {
    List<Pod> pods =
        platform
            .cluster()
            .client()
            .pods()
            .inNamespace(settings.namespace())
            .withLabels(
                Map.of(
                    "sluice.dev/run", run,
                    "sluice.dev/task", task.name(),
                    "sluice.dev/attempt", Integer.toString(task.attempt())))
            .list()
            .getItems();
    for (Pod pod : pods) {
      String name = pod.getMetadata().getName();
      out.println("$ kubectl logs --tail=20 " + name);
      out.println(
          platform
              .cluster()
              .client()
              .pods()
              .inNamespace(settings.namespace())
              .withName(name)
              .tailingLines(20)
              .getLog());
    }
  }

  private void showTables() throws InterruptedException {
    if (settings.showSql().isEmpty() || !platform.warehouse().isLoaded(settings.namespace())) {
      return;
    }
    out.println();
    out.println(settings.showSql().get());
    out.println(marts(List.of("show", settings.showSql().get())));
  }

  private void keepResults() throws InterruptedException {
    if (settings.out().isEmpty()) {
      return;
    }
    Path folder = settings.out().get();
    boolean loaded = platform.warehouse().isLoaded(settings.namespace());
    Optional<Path> file = platform.warehouse().file(settings.namespace());
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("runs.json"),
          platform.kubectl("get", "-n", settings.namespace(), "pipelineruns", "-o", "json"));
      StoredLineage.keep(platform, settings.namespace(), folder);
      if (loaded && file.isPresent()) {
        Files.copy(
            file.get(), folder.resolve("warehouse.duckdb"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new DemoFailure("Cannot keep the results in " + folder + ": " + e.getMessage());
    }
    if (!loaded) {
      return;
    }
    out.println();
    out.println("Kept in " + folder + ":");
    List<String> arguments = new ArrayList<>(List.of("export", folder.toString()));
    arguments.addAll(settings.exportSchemas());
    out.println(marts(arguments));
  }

  private String marts(List<String> arguments) throws InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                platform.python().toString(),
                settings.root().resolve("dev/data/marts.py").toString(),
                platform.warehouse().address(settings.namespace())));
    words.addAll(arguments);
    Map<String, String> environment = new HashMap<>(platform.warehouse().environment());
    environment.put("PYTHONIOENCODING", "utf-8");
    return new Command(words, environment, settings.root()).run();
  }

  /** Applies the same file once more: nothing may start. */
  private boolean applyAgain(RunWatch watch, int runs) throws InterruptedException {
    out.println();
    out.println("The same file again:");
    applyExample();
    Thread.sleep(NOTHING_STARTS_MILLIS);
    int now = watch.runs().size();
    out.println(
        now == runs
            ? "No run started: the data is what the file says already."
            : "THIS STARTED " + (now - runs) + " RUN(S), WHICH IT MUST NOT.");
    return now == runs;
  }

  private String verdict(boolean succeeded, boolean asExpected) {
    String what = succeeded ? "succeeded" : "failed";
    String meant =
        asExpected ? (succeeded ? "" : ", as this example is meant to") : ", UNEXPECTEDLY";
    return String.format(
        "%s %s%s, %.0f s in all.", settings.title(), what, meant, platform.timeline().elapsed());
  }
}
