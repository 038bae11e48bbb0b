package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tab-separated values without quotes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "(has(self.header) && self.header) || (has(self.columns) && self.columns.size() > 0)",
    message = "files without a header need columns: list names and types, or set header: true")
public record TsvFormat(
    @JsonPropertyDescription("Whether the first line names the columns. Default: false.")
        @Nullable Boolean header,
    @JsonPropertyDescription("Text that stands for null, such as \\N. Default: the empty field.")
        @Size(max = 32)
        @Nullable String nullValue,
    @JsonPropertyDescription(
            "Names and types in file order; required without a header. Default: names from the header, types found from the data.")
        @Size(max = 1000)
        List<Column> columns) {
  public TsvFormat {
    columns = columns == null ? List.of() : List.copyOf(columns);
  }
}
