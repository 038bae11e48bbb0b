package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Columns of the data. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CheckColumns(
    @JsonPropertyDescription("Names of the columns.") @Required @Size(min = 1, max = 64)
        List<@Size(min = 1, max = 255) String> columns) {
  public CheckColumns {
    columns = columns == null ? List.of() : List.copyOf(columns);
  }
}
