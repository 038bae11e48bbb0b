package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How files are read: exactly one of these. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "(has(self.csv) ? 1 : 0) + (has(self.tsv) ? 1 : 0) + (has(self.json) ? 1 : 0) + (has(self.parquet) ? 1 : 0) == 1",
    message = "format must be exactly one of csv, tsv, json and parquet")
public record FileFormat(
    @JsonPropertyDescription("Comma-separated values.") @Nullable CsvFormat csv,
    @JsonPropertyDescription("Tab-separated values without quotes.") @Nullable TsvFormat tsv,
    @JsonPropertyDescription("JSON documents.") @Nullable JsonFormat json,
    @JsonPropertyDescription("Apache Parquet; needs no options.")
        @Nullable ParquetFormat parquet) {}
