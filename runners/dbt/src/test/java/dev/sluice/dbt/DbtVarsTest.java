package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DbtVarsTest {

  @Test
  void theRunDateIsAlwaysThere() throws Exception {
    assertThat(DbtVars.json("2026-11-21", Map.of())).isEqualTo("{\"run_date\":\"2026-11-21\"}");
  }

  @Test
  void numbersAndBooleansKeepTheirTypeAndTextStaysText() throws Exception {
    Map<String, String> vars =
        Map.of("a", "50", "b", "false", "c", "007", "d", "2026-11-21", "e", "1.10", "f", "[1, 2]");

    assertThat(DbtVars.json("x", vars))
        .isEqualTo(
            "{\"run_date\":\"x\",\"a\":50,\"b\":false,\"c\":\"007\",\"d\":\"2026-11-21\","
                + "\"e\":1.10,\"f\":[1,2]}");
  }

  @Test
  void hostileTextIsOnlyText() throws Exception {
    Map<String, String> vars = Map.of("a", "}\" --target x", "b", "", "c", "it's {{ env_var() }}");

    assertThat(DbtVars.json("x", vars))
        .isEqualTo(
            "{\"run_date\":\"x\",\"a\":\"}\\\" --target x\",\"b\":\"\","
                + "\"c\":\"it's {{ env_var() }}\"}");
  }
}
