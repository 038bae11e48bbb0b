package dev.sluice.dbt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * The value of dbt's {@code --vars}.
 *
 * <p>A resource holds all values as text. What is JSON (a number, {@code true}, a list) is passed
 * as such: in a dbt project {@code {% if var('flag') %}} would take the text {@code "false"} for
 * true.
 */
final class DbtVars {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // A version such as 1.10 is not 1.1.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private DbtVars() {}

  /**
   * The variables as JSON.
   *
   * @param runDate value of {@code run_date}, unless the user sets that variable
   */
  static String json(String runDate, Map<String, String> vars) throws JsonProcessingException {
    ObjectNode all = MAPPER.createObjectNode();
    all.put("run_date", runDate);
    new TreeMap<>(vars).forEach((name, text) -> all.set(name, typed(text)));
    return MAPPER.writeValueAsString(all);
  }

  private static JsonNode typed(String text) {
    JsonNode asText = MAPPER.getNodeFactory().textNode(text);
    try {
      JsonNode value = MAPPER.readTree(text);
      return value == null || value.isMissingNode() ? asText : value;
    } catch (JsonProcessingException e) {
      return asText;
    }
  }
}
