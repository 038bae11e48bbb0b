package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.StepFailure;
import org.junit.jupiter.api.Test;

class DbtCommandTest {

  @Test
  void buildTakesEveryOption() {
    ModelStep step =
        ModelSteps.project()
            .withSelect("tag:nightly", "dim_movies+")
            .withExclude("dim_tags")
            .withFullRefresh()
            .step();

    assertThat(DbtCommand.of("build").arguments(step, "shop", "{}"))
        .containsExactly(
            "build",
            "--select",
            "tag:nightly",
            "dim_movies+",
            "--exclude",
            "dim_tags",
            "--threads",
            "2",
            "--full-refresh",
            "--profile",
            "shop",
            "--target",
            "prod",
            "--vars",
            "{}");
  }

  @Test
  void aCommandGetsOnlyTheOptionsThatItKnows() {
    ModelStep step = ModelSteps.project().withSelect("a").withFullRefresh().step();

    assertThat(DbtCommand.of("test").arguments(step, "shop", "{}"))
        .doesNotContain("--full-refresh");
    assertThat(DbtCommand.of("deps").arguments(step, "shop", "{}"))
        .containsExactly("deps", "--profile", "shop", "--target", "prod", "--vars", "{}");
    assertThat(DbtCommand.of("docs generate").arguments(step, "shop", "{}"))
        .startsWith("docs", "generate", "--select", "a");
  }

  @Test
  void anUnknownCommandIsRefusedWithTheOnesThatExist() {
    assertThatThrownBy(() -> DbtCommand.of("build --select a"))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessage(
            "spec.commands: \"build --select a\" is not one of build, run, test, seed, snapshot,"
                + " compile, docs generate, source freshness, deps. Options such as --select have"
                + " fields of their own.");
  }

  @Test
  void aSelectorCannotSmuggleAnOptionIn() {
    ModelStep step = ModelSteps.project().withExclude("--profiles-dir=/tmp").step();

    assertThatThrownBy(() -> DbtCommand.BUILD.arguments(step, "shop", "{}"))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageStartingWith(
            "spec.exclude: \"--profiles-dir=/tmp\" would be read as an option;");
  }
}
