package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON documents. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JsonFormat(
    @JsonPropertyDescription(
            "Whether a file is one document rather than one per line. Default: false.")
        @Nullable Boolean multiLine,
    @JsonPropertyDescription(
            "Names and types of the fields that are read. Default: all fields, types found from the data.")
        @Size(max = 1000)
        List<Column> columns) {
  public JsonFormat {
    columns = columns == null ? List.of() : List.copyOf(columns);
  }
}
