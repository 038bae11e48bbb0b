package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DbtProjectTest {

  @TempDir Path folder;

  private static DbtProject prepare(ModelStep.Project project, Path target) throws Exception {
    StepContext context = new StepContext(target.resolveSibling("scratch"));
    String unused =
        new ProjectSource(ModelSteps.project().on(target), context).fetch(project, target);
    return DbtProject.read(target);
  }

  @Test
  void filesAreWrittenBelowTheFolder() throws Exception {
    DbtProject project =
        prepare(
            ModelSteps.project().withModel("staging/stg_movies", "select 1").step().project(),
            folder.resolve("p"));

    assertThat(project.name()).isEqualTo("shop");
    assertThat(folder.resolve("p/models/staging/stg_movies.sql")).hasContent("select 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/x.sql", "../x.sql", "models/../../x.sql", ".", "a\0b"})
  void aPathThatLeavesTheProjectIsRefused(String path) {
    assertThatThrownBy(
            () ->
                prepare(
                    ModelSteps.project().withFile(path, "x").step().project(), folder.resolve("p")))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessage(
            "spec.project.files: \""
                + path.replace('\0', '?')
                + "\" is not a path within the project; write it like"
                + " models/marts/dim_movies.sql.");
  }

  @Test
  void aProjectWithoutProfileUsesItsName() throws Exception {
    DbtProject project =
        prepare(
            ModelSteps.project().withFile("dbt_project.yml", "name: shop").step().project(),
            folder.resolve("p"));

    assertThat(project.profile()).isEqualTo("shop");
  }

  @Test
  void aFolderWithoutProjectFileIsRefused() {
    assertThatThrownBy(
            () -> prepare(ModelSteps.mounted(folder).step().project(), folder.resolve("p")))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessage(
            "spec.project: there is no dbt_project.yml at its top, which makes a folder a dbt"
                + " project.");
  }

  @Test
  void brokenYamlIsRefusedWithItsLine() {
    assertThatThrownBy(
            () ->
                prepare(
                    ModelSteps.project()
                        .withFile("dbt_project.yml", "name: shop\na: [")
                        .step()
                        .project(),
                    folder.resolve("p")))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageStartingWith("spec.project: dbt_project.yml is not YAML, line 2: ");
  }

  @Test
  void aMountedConfigMapIsCopiedThroughItsLinks() throws Exception {
    Path mount = Files.createDirectories(folder.resolve("mount"));
    Path data = Files.createDirectories(mount.resolve("..2026_11_21"));
    Files.writeString(data.resolve("dbt_project.yml"), "name: shop");
    Files.createDirectories(data.resolve("models"));
    Files.writeString(data.resolve("models/a.sql"), "select 1");
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_11_21"));
    Files.createSymbolicLink(mount.resolve("dbt_project.yml"), Path.of("..data/dbt_project.yml"));
    Files.createSymbolicLink(mount.resolve("models"), Path.of("..data/models"));
    Files.createDirectories(mount.resolve("target"));
    Files.writeString(mount.resolve("target/stale.json"), "{}");

    prepare(ModelSteps.mounted(mount).step().project(), folder.resolve("p"));

    try (var files = Files.walk(folder.resolve("p"))) {
      assertThat(files.filter(Files::isRegularFile).map(folder.resolve("p")::relativize))
          .containsExactlyInAnyOrder(Path.of("dbt_project.yml"), Path.of("models/a.sql"));
    }
  }

  @Test
  void packagesThatNobodyInstallsAreNamed() throws Exception {
    DbtProject project =
        prepare(
            ModelSteps.project()
                .withFile(
                    "packages.yml", "packages: [{package: dbt-labs/dbt_utils, version: 1.3.0}]")
                .step()
                .project(),
            folder.resolve("p"));

    assertThatThrownBy(() -> project.requirePackages(List.of(DbtCommand.BUILD)))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessage(
            "The project asks for packages in packages.yml, but they are not installed: put deps"
                + " first in spec.commands, or ship the folder dbt_packages with the project.");
    project.requirePackages(List.of(DbtCommand.DEPS, DbtCommand.BUILD));
  }
}
