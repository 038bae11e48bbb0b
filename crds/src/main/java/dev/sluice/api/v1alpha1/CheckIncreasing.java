package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order in which the values of a column rise. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CheckIncreasing(
    @JsonPropertyDescription("Name of the column.") @Required @Size(min = 1, max = 255)
        String column,
    @JsonPropertyDescription("Columns that say which row comes after which.")
        @Required
        @Size(min = 1, max = 16)
        List<@Size(min = 1, max = 255) String> orderBy,
    @JsonPropertyDescription(
            "Columns whose values separate rows that are not compared with each other, such as a"
                + " user. Default: none.")
        @Size(max = 16)
        List<@Size(min = 1, max = 255) String> groupBy,
    @JsonPropertyDescription(
            "Whether a value that is equal to the one before it is wrong, too. Default: false.")
        @Nullable Boolean strictly) {
  public CheckIncreasing {
    orderBy = orderBy == null ? List.of() : List.copyOf(orderBy);
    groupBy = groupBy == null ? List.of() : List.copyOf(groupBy);
  }
}
