package dev.sluice.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    DemoSettings settings = DemoSettings.of(Map.of("EXAMPLE", "features/gate"), root).get(0);
    assertThat(settings.namespace()).isEqualTo("default");
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

  @Test
  void severalExamplesHaveNamespacesAndFoldersOfTheirOwn() throws IOException {
    Path other = Files.createDirectories(root.resolve("examples/other"));
    Files.writeString(other.resolve("pipeline.yaml"), "");
    List<DemoSettings> settings =
        DemoSettings.of(Map.of("EXAMPLE", "features/gate, other", "OUT", "/kept"), root);
    assertThat(settings)
        .extracting(DemoSettings::namespace, DemoSettings::out)
        .containsExactly(
            tuple("features-gate", Optional.of(Path.of("/kept/features-gate"))),
            tuple("other", Optional.of(Path.of("/kept/other"))));
  }

  @Test
  void realDataIsForOneExample() {
    assertThatThrownBy(
            () -> DemoSettings.of(Map.of("EXAMPLE", "other,features/gate", "DATA", "/tmp"), root))
        .hasMessage("DATA is the data of one example: run it with one EXAMPLE at a time");
  }
}
