package dev.sluice.dev.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir Path folder;

  private ChildProcess shell(String script) {
    return ChildProcess.start(
        "shell", List.of("/bin/sh", "-c", script), Map.of("X", "y"), folder, folder.resolve("log"));
  }

  private static long count(String program) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").matches("(?:.*/)?" + program))
        .count();
  }

  @Test
  void exitCodeAndOutputAreKept() {
    ChildProcess child = shell("echo $X; echo error >&2; exit 7");
    assertThat(child.exit().join()).isEqualTo(7);
    assertThat(child.tail(5)).isEqualTo("y\nerror");
  }

  @Test
  void programGetsTermAndDecidesItsExitCode() {
    ChildProcess child = shell("trap 'exit 40' TERM; echo up; while :; do sleep 0.05; done");
    await().until(() -> child.tail(1).equals("up"));
    child.terminate();
    assertThat(child.exit().join()).isEqualTo(40);
  }

  @Test
  void programThatIgnoresTermIsKilledAfterItsGrace() {
    ChildProcess child = shell("trap '' TERM; echo up; while :; do sleep 0.05; done");
    await().until(() -> child.tail(1).equals("up"));
    child.stop(1);
    assertThat(child.exit().join()).isEqualTo(137);
  }

  @Test
  void whatAProgramLeavesBehindEndsWithIt() {
    ChildProcess child = shell("sleep 7654 & exit 0");
    assertThat(child.exit().join()).isZero();
    await().atMost(Duration.ofSeconds(5)).until(() -> count("sleep 7654") == 0);
  }

  @Test
  void childrenEndWhenTheirParentIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("parent.log").toFile())
            .start();
    try {
      await().atMost(Duration.ofSeconds(20)).until(() -> count("sleep 7655") == 1);
    } finally {
      parent.destroyForcibly().waitFor();
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> count("sleep 7655") == 0);
  }

  /** A program with a child, to be killed. */
  static final class Parent {
    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      Files.createDirectories(folder);
      var child =
          ChildProcess.start(
              "sleep", List.of("sleep", "7655"), Map.of(), folder, folder.resolve("log"));
      child.exit().join();
    }
  }
}
