package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.StepFailure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DbtCommandTest {

  private static DbtOptions options(ModelStep step) {
    return new DbtOptions(step, "shop", "{}", null);
  }

  @Test
  void aComparisonIsAnOptionOfEveryCommandThatSelects() {
    ModelStep step =
        ModelSteps.project().withSelector("nightly").comparedWith("marts").withDefer().step();
    DbtOptions options = new DbtOptions(step, "shop", "{}", Path.of("/state"));

    assertThat(options.of(DbtCommand.TEST))
        .startsWith("test", "--selector", "nightly", "--state", "/state", "--defer", "--threads");
    assertThat(options.of(DbtCommand.CLEAN)).startsWith("clean", "--profile");
    assertThat(options.retry(Path.of("/earlier")))
        .containsExactly("retry", "--state", "/earlier", "--threads", "2");
  }

  @Test
  void buildTakesEveryOption() {
    ModelStep step =
        ModelSteps.project()
            .withSelect("tag:nightly", "dim_movies+")
            .withExclude("dim_tags")
            .withFullRefresh()
            .step();

    assertThat(options(step).of(DbtCommand.of("build")))
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

    assertThat(options(step).of(DbtCommand.of("test"))).doesNotContain("--full-refresh");
    assertThat(options(step).of(DbtCommand.of("deps")))
        .containsExactly("deps", "--profile", "shop", "--target", "prod", "--vars", "{}");
    assertThat(options(step).of(DbtCommand.of("docs generate")))
        .startsWith("docs", "generate", "--select", "a");
  }

  @Test
  void anUnknownCommandIsRefusedWithTheOnesThatExist() {
    assertThatThrownBy(() -> DbtCommand.of("build --select a"))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessage(
            "spec.commands: \"build --select a\" is not one of build, run, test, seed, snapshot,"
                + " retry, compile, docs generate, source freshness, deps, clean. Options such as"
                + " --select have fields of their own.");
  }

  @Test
  void aSelectorCannotSmuggleAnOptionIn() {
    ModelStep step = ModelSteps.project().withExclude("--profiles-dir=/tmp").step();

    assertThatThrownBy(() -> options(step).of(DbtCommand.BUILD))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageStartingWith(
            "spec.exclude: \"--profiles-dir=/tmp\" would be read as an option;");
  }
}
