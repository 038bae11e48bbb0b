package dev.sluice.dev.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariableExpansionTest {
  @ParameterizedTest
  @CsvSource({
    "a-$(NAME)-b,a-ann-b",
    "$(NAME)$(NAME),annann",
    "$(UNKNOWN),$(UNKNOWN)",
    "$$(NAME),$(NAME)",
    "$NAME,$NAME",
    "$(DOLLAR),$1"
  })
  void knownVariablesAreReplacedAsKubernetesDoes(String text, String expected) {
    assertThat(VariableExpansion.expand(text, Map.of("NAME", "ann", "DOLLAR", "$1")))
        .isEqualTo(expected);
  }
}
