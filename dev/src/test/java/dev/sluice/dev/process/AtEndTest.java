package dev.sluice.dev.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtEndTest {
  @TempDir Path folder;

  @Test
  void closingDoesItOnce() {
    AtomicInteger done = new AtomicInteger();
    AtEnd end = AtEnd.run("test", done::incrementAndGet);
    end.close();
    end.close();
    assertThat(done).hasValue(1);
  }

  @Test
  void aProcessThatIsTerminatedDoesIt() throws Exception {
    Path ready = folder.resolve("ready");
    Path done = folder.resolve("done");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Waiting.class.getName(),
                ready.toString(),
                done.toString())
            .inheritIO()
            .start();
    while (!Files.exists(ready)) {
      assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
    }
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(done).exists();
  }

  /** Says that it is ready, and waits for ever. */
  static final class Waiting {
    public static void main(String[] files) throws Exception {
      AtEnd unused =
          AtEnd.run(
              "test",
              () -> {
                if (!Path.of(files[1]).toFile().mkdir()) {
                  throw new IllegalStateException("done twice");
                }
              });
      Files.createFile(Path.of(files[0]));
      Thread.currentThread().join();
    }
  }
}
