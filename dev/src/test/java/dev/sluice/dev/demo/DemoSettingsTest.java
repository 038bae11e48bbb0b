package dev.sluice.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSettingsTest {
  @TempDir Path root;

  @BeforeEach
  void example() throws IOException {
    Path example = Files.createDirectories(root.resolve("examples/features/gate"));
    Files.writeString(example.resolve("pipeline.yaml"), "");
    Files.writeString(
        example.resolve("demo.properties"), "title=Gate\nexpect=Failed\ndata=gates\n");
  }

  @Test
  void exampleSaysWhatItExpects() {
    DemoSettings settings = DemoSettings.of(Map.of("EXAMPLE", "features/gate"), root);
    assertThat(settings.title()).isEqualTo("Gate");
    assertThat(settings.expectedToSucceed()).isFalse();
    assertThat(settings.dataset()).isEqualTo("gates");
    assertThat(settings.rows()).isEqualTo(1_000_000);
    assertThat(settings.keep()).isFalse();
  }

  @Test
  void unknownExampleIsAnsweredWithThoseThatAreThere() {
    assertThatThrownBy(() -> DemoSettings.of(Map.of("EXAMPLE", "nothing"), root))
        .hasMessage("EXAMPLE=nothing is not an example; there are: features/gate");
  }

  @Test
  void rowsMustBeANumber() {
    assertThatThrownBy(
            () -> DemoSettings.of(Map.of("EXAMPLE", "features/gate", "ROWS", "many"), root))
        .hasMessage("ROWS=many must be a whole number of at least 100");
  }

  @Test
  void dataMustBeAFolder() {
    assertThatThrownBy(
            () -> DemoSettings.of(Map.of("EXAMPLE", "features/gate", "DATA", "/no/such"), root))
        .hasMessageStartingWith("DATA=/no/such is not a folder");
  }
}
