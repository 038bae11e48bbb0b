package dev.sluice.dev.demo;

import dev.sluice.dev.process.Folders;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Applies an example to a platform of its own, shows how it runs, and what came out. */
public final class Demo {
  /** Longer than the operator waits for specs to settle, so that a run would have started. */
  private static final long NOTHING_STARTS_MILLIS = 5000;

  private static final String KINDS =
      "pipelineruns,pipelines,datasetingests,transforms,qualitychecks,warehouseloads,modelruns";

  private final DemoSettings settings;
  private final PrintStream out;

  public Demo(DemoSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Runs the demo and tells whether it ended as the example says it should. */
  public boolean run() throws InterruptedException {
    out.println(settings.title());
    Path scratch = temporaryFolder();
    // Also on Ctrl-C, which the finally below does not see.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(scratch)));
    CompletableFuture<SampleData> generating =
        CompletableFuture.supplyAsync(() -> prepareData(scratch));
    try (Platform platform = Platform.start(settings.root(), out)) {
      platform
          .timeline()
          .step(
              "data",
              () -> joined(generating).upload(platform.store(), Platform.LANDING),
              SampleData::description);
      boolean asExpected = apply(platform);
      if (settings.keep()) {
        out.println();
        out.println("Everything keeps running until Ctrl-C. To look around:");
        platform.howToLookAround().forEach(line -> out.println("  " + line));
        Thread.currentThread().join();
      }
      return asExpected;
    } finally {
      Folders.delete(scratch);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("sluice-data-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SampleData prepareData(Path scratch) {
    try {
      return SampleData.prepare(settings, scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("Interrupted while sample data was made");
    }
  }

  private static SampleData joined(CompletableFuture<SampleData> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof DemoFailure failure
          ? failure
          : new DemoFailure(String.valueOf(e.getCause()));
    }
  }

  private boolean apply(Platform platform) throws InterruptedException {
    try (RunWatch watch = new RunWatch(platform.cluster().client(), Platform.NAMESPACE)) {
      applyExample(platform);
      Display display =
          new Display(out, Boolean.getBoolean("sluice.terminal"), platform.timeline());
      List<RunView> ended = watch.awaitEnd(display, platform.operator());
      boolean succeeded = ended.stream().allMatch(run -> run.succeeded().equals("True"));
      showResources(platform);
      showTimes(ended);
      if (!succeeded) {
        showFailures(platform, ended);
      }
      showTables(platform);
      keepResults(platform);
      boolean asExpected = succeeded == settings.expectedToSucceed();
      if (asExpected) {
        asExpected = applyAgain(platform, watch, ended.size());
      }
      out.println();
      out.println(verdict(succeeded, asExpected, platform));
      return asExpected;
    }
  }

  private void applyExample(Platform platform) throws InterruptedException {
    Path file = settings.example().resolve("pipeline.yaml");
    out.println();
    out.println("$ kubectl apply -f " + settings.root().relativize(file));
    out.println(platform.kubectl("apply", "-n", Platform.NAMESPACE, "-f", file.toString()));
    out.println();
  }

  private void showResources(Platform platform) throws InterruptedException {
    out.println();
    out.println("$ kubectl get " + KINDS);
    out.println(platform.kubectl("get", "-n", Platform.NAMESPACE, KINDS));
  }

  private void showTimes(List<RunView> runs) {
    for (RunView run : runs) {
      out.println();
      out.println("Steps of " + run.name() + ":");
      Display.summary(run).forEach(out::println);
    }
  }

  private void showFailures(Platform platform, List<RunView> runs) {
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
          .forEach(task -> showLog(platform, run.name(), task));
    }
  }

  private void showLog(Platform platform, String run, RunView.TaskView task) {
    List<Pod> pods =
        platform
            .cluster()
            .client()
            .pods()
            .inNamespace(Platform.NAMESPACE)
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
              .inNamespace(Platform.NAMESPACE)
              .withName(name)
              .tailingLines(20)
              .getLog());
    }
  }

  private void showTables(Platform platform) throws InterruptedException {
    if (settings.showSql().isEmpty() || !Files.exists(platform.warehouseFile())) {
      return;
    }
    out.println();
    out.println(settings.showSql().get());
    out.println(marts(platform, List.of("show", settings.showSql().get())));
  }

  private void keepResults(Platform platform) throws InterruptedException {
    if (settings.out().isEmpty() || !Files.exists(platform.warehouseFile())) {
      return;
    }
    Path folder = settings.out().get();
    try {
      Files.createDirectories(folder);
      Files.copy(
          platform.warehouseFile(),
          folder.resolve("warehouse.duckdb"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DemoFailure("Cannot keep the results in " + folder + ": " + e.getMessage());
    }
    out.println();
    out.println("Kept in " + folder + ":");
    List<String> arguments = new ArrayList<>(List.of("export", folder.toString()));
    arguments.addAll(settings.exportSchemas());
    out.println(marts(platform, arguments));
  }

  private String marts(Platform platform, List<String> arguments) throws InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                platform.python().toString(),
                settings.root().resolve("dev/data/marts.py").toString(),
                platform.warehouseFile().toString()));
    words.addAll(arguments);
    return new Command(words, Map.of("PYTHONIOENCODING", "utf-8"), settings.root()).run();
  }

  /** Applies the same file once more: nothing may start. */
  private boolean applyAgain(Platform platform, RunWatch watch, int runs)
      throws InterruptedException {
    out.println();
    out.println("The same file again:");
    applyExample(platform);
    Thread.sleep(NOTHING_STARTS_MILLIS);
    int now = watch.runs().size();
    out.println(
        now == runs
            ? "No run started: the data is what the file says already."
            : "THIS STARTED " + (now - runs) + " RUN(S), WHICH IT MUST NOT.");
    return now == runs;
  }

  private String verdict(boolean succeeded, boolean asExpected, Platform platform) {
    String what = succeeded ? "succeeded" : "failed";
    String meant =
        asExpected ? (succeeded ? "" : ", as this example is meant to") : ", UNEXPECTEDLY";
    return String.format(
        "%s %s%s, %.0f s in all.", settings.title(), what, meant, platform.timeline().elapsed());
  }
}
