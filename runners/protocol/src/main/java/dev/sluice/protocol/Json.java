package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;

/** The one way in which documents of the contract become text and back. */
public final class Json {

  private static final JsonInclude.Value NON_EMPTY =
      JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_NULL);

  private static final JsonInclude.Value NO_FALSE =
      JsonInclude.Value.construct(JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.NON_DEFAULT);

  /**
   * Leaves absent values, empty collections and {@code false} out; refuses unknown fields, so that
   * a newer request is not misread.
   */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .withConfigOverride(List.class, c -> c.setInclude(NON_EMPTY))
          .withConfigOverride(Map.class, c -> c.setInclude(NON_EMPTY))
          .withConfigOverride(boolean.class, c -> c.setInclude(NO_FALSE))
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}
}
