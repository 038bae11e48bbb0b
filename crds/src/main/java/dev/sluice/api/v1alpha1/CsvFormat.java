package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comma-separated values. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "(has(self.header) && self.header) || (has(self.columns) && self.columns.size() > 0)",
    message = "files without a header need columns: list names and types, or set header: true")
public record CsvFormat(
    @JsonPropertyDescription("Whether the first line names the columns. Default: false.")
        @Nullable Boolean header,
    @JsonPropertyDescription("One character between fields. Default: a comma.")
        @Size(min = 1, max = 1)
        @Nullable String delimiter,
    @JsonPropertyDescription(
            "One character around fields that contain delimiters. Default: a double quote.")
        @Size(min = 1, max = 1)
        @Nullable String quote,
    @JsonPropertyDescription(
            "One character before a quote within a quoted field. Default: the quote itself.")
        @Size(min = 1, max = 1)
        @Nullable String escape,
    @JsonPropertyDescription("Text that stands for null, such as NULL. Default: the empty field.")
        @Size(max = 32)
        @Nullable String nullValue,
    @JsonPropertyDescription("Whether a quoted field may span lines. Default: false.")
        @Nullable Boolean multiLine,
    @JsonPropertyDescription(
            "Names and types in file order; required without a header. Default: names from the header, types found from the data.")
        @Size(max = 1000)
        List<Column> columns) {
  public CsvFormat {
    columns = columns == null ? List.of() : List.copyOf(columns);
  }
}
