package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The values that a column may have. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CheckValues(
    @JsonPropertyDescription("Name of the column.") @Required @Size(min = 1, max = 255)
        String column,
    @JsonPropertyDescription("The values, as text.") @Required @Size(min = 1, max = 256)
        List<@Size(max = 256) String> values) {
  public CheckValues {
    values = values == null ? List.of() : List.copyOf(values);
  }
}
