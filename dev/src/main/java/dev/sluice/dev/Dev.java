package dev.sluice.dev;

import dev.sluice.dev.demo.Demo;
import dev.sluice.dev.demo.DemoFailure;
import dev.sluice.dev.demo.DemoSettings;
import dev.sluice.dev.demo.Platform;
import dev.sluice.dev.demo.WarehouseKind;
import dev.sluice.dev.images.ImageBuild;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The command line: {@code demo} runs an example, {@code up} leaves an empty platform running,
 * {@code images} builds container images.
 */
public final class Dev {
  private Dev() {}

  public static void main(String[] arguments) throws InterruptedException {
    String command = arguments.length == 1 ? arguments[0] : "";
    Path root = Path.of(System.getProperty("sluice.root", "")).toAbsolutePath();
    int code =
        switch (command) {
          case "demo" -> demo(root);
          case "up" -> up(root);
          case "images" -> ImageBuild.run(System.getenv(), root, System.out) ? 0 : 1;
          default -> {
            System.err.println("usage: dev/run demo | dev/run up | dev/run images");
            yield 2;
          }
        };
    // Client threads may linger; the hooks stop what was started.
    System.exit(code);
  }

  private static int demo(Path root) throws InterruptedException {
    try {
      List<DemoSettings> examples = DemoSettings.of(System.getenv(), root);
      return new Demo(examples, WarehouseKind.of(System.getenv()), System.out).run() ? 0 : 1;
    } catch (DemoFailure e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static int up(Path root) throws InterruptedException {
    PrintStream out = System.out;
    try (Platform platform = Platform.start(root, WarehouseKind.of(System.getenv()), out)) {
      out.println();
      platform.howToLookAround().forEach(out::println);
      out.println("Ctrl-C stops it all.");
      Thread.currentThread().join();
      return 0;
    } catch (DemoFailure e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }
}
