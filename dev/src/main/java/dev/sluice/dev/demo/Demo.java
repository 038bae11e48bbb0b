package dev.sluice.dev.demo;

import dev.sluice.dev.process.AtEnd;
import dev.sluice.dev.process.Folders;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs examples one after the other on a platform of their own, each in a namespace of its own. */
public final class Demo {
  private final List<DemoSettings> examples;
  private final WarehouseKind warehouse;
  private final PrintStream out;

  /**
   * @param examples at least one; all of one checkout
   */
  public Demo(List<DemoSettings> examples, WarehouseKind warehouse, PrintStream out) {
    this.examples = List.copyOf(examples);
    this.warehouse = warehouse;
    this.out = out;
  }

  private record Prepared(DemoSettings example, CompletableFuture<SampleData> data) {}

  /** Runs the demo and tells whether all examples ended as they say they should. */
  public boolean run() throws InterruptedException {
    examples.forEach(example -> out.println(example.title()));
    Path scratch = temporaryFolder();
    AtEnd end = AtEnd.run("delete-data", () -> Folders.delete(scratch));
    List<Prepared> prepared = examples.stream().map(example -> prepare(example, scratch)).toList();
    try (Platform platform = Platform.start(examples.get(0).root(), warehouse, out)) {
      boolean asExpected = true;
      for (Prepared example : prepared) {
        asExpected &= run(example, platform);
      }
      if (examples.get(0).keep()) {
        out.println();
        out.println("Everything keeps running until Ctrl-C. To look around:");
        platform.howToLookAround().forEach(line -> out.println("  " + line));
        Thread.currentThread().join();
      }
      return asExpected;
    } finally {
      end.close();
    }
  }

  private boolean run(Prepared prepared, Platform platform) throws InterruptedException {
    DemoSettings example = prepared.example();
    String namespace = example.namespace();
    if (!namespace.equals(Platform.NAMESPACE)) {
      platform
          .timeline()
          .step(
              "resources",
              () -> platform.connect(namespace),
              connections -> "namespace " + namespace + ", " + connections);
    }
    platform
        .timeline()
        .step(
            "data",
            () -> joined(prepared.data()).upload(platform, example),
            SampleData::description);
    return new ExampleRun(example, platform, out).run();
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("sluice-data-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Prepared prepare(DemoSettings example, Path scratch) {
    return new Prepared(
        example, CompletableFuture.supplyAsync(() -> prepareData(example, scratch)));
  }

  private static SampleData prepareData(DemoSettings example, Path scratch) {
    try {
      return SampleData.prepare(example, scratch.resolve(example.namespace()));
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
}
