package dev.sluice.operator.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.Definitions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariablesTest {

  private static final Map<String, String> VALUES =
      Map.of("run.date", "2026-11-21", "params.top", "$1 \\ 10");

  private static String replaced(String text) {
    return Variables.replace(text, VALUES);
  }

  @Test
  void variablesAreReplacedByTheirValuesAsTheyAre() {
    assertThat(replaced("d=$(run.date)/$(run.date)")).isEqualTo("d=2026-11-21/2026-11-21");
    assertThat(replaced("LIMIT $(params.top)")).isEqualTo("LIMIT $1 \\ 10");
  }

  @Test
  void twoDollarsStandForTheTextItself() {
    assertThat(replaced("$$(run.date) and $(run.date)")).isEqualTo("$(run.date) and 2026-11-21");
  }

  @Test
  void whatIsNoVariableOfOursStays() {
    assertThat(replaced("$(date +%F) $(params.other) ${run.date} $run.date $(x)"))
        .isEqualTo("$(date +%F) $(params.other) ${run.date} $run.date $(x)");
  }

  @Test
  void valuesAreNotReadAgain() {
    assertThat(Variables.replace("$(params.a)", Map.of("params.a", "$(run.date)")))
        .isEqualTo("$(run.date)");
  }

  @Test
  void variablesAreFoundInAnyTextOfADocument() {
    assertThat(
            Variables.in(
                Definitions.yaml(
                    "{a: [$(params.b), {c: x$(run.name)y}], d: $$(params.e), $(params.key): 1}")))
        .containsExactly("params.b", "run.name");
  }

  @Test
  void variablesAreReplacedInAnyTextOfADocument() {
    assertThat(Variables.replace(Definitions.yaml("{a: [$(run.date), {c: 1}], d: x}"), VALUES))
        .isEqualTo(Definitions.yaml("{a: ['2026-11-21', {c: 1}], d: x}"));
  }
}
