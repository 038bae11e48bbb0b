package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One expectation. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.notNull), has(self.unique), has(self.range), has(self.acceptedValues), has(self.pattern), has(self.rowCount), has(self.relationships), has(self.freshness), has(self.sql)].filter(x, x).size() == 1",
    message =
        "a check is exactly one of notNull, unique, range, acceptedValues, pattern, rowCount, relationships, freshness and sql")
@ValidationRule(
    value = "!has(self.where) || !has(self.sql)",
    message = "where does not apply to sql: write the condition into the query")
public record Check(
    @JsonPropertyDescription("Name in reports. Default: made of the kind and the columns.")
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        @Nullable String name,
    @JsonPropertyDescription(
            "Error: rows that break it fail the step. Warn: they are reported only. Default: Error.")
        @Nullable Severity severity,
    @JsonPropertyDescription(
            "SQL condition that narrows the rows that are looked at. Default: all rows.")
        @Size(min = 1, max = 1024)
        @Nullable String where,
    @JsonPropertyDescription("No null in these columns.") @Nullable CheckColumns notNull,
    @JsonPropertyDescription(
            "No two rows alike in these columns together; rows with a null among them are left out.")
        @Nullable CheckColumns unique,
    @JsonPropertyDescription("Values between min and max, both inclusive; nulls pass.")
        @Nullable CheckRange range,
    @JsonPropertyDescription("Only these values; nulls pass.") @Nullable CheckValues acceptedValues,
    @JsonPropertyDescription("The whole value matches an RE2 expression; nulls pass.")
        @Nullable CheckPattern pattern,
    @JsonPropertyDescription("Number of rows.") @Nullable CheckRowCount rowCount,
    @JsonPropertyDescription("Every value that is not null exists in another column.")
        @Nullable CheckRelationships relationships,
    @JsonPropertyDescription("The newest value is young enough.")
        @Nullable CheckFreshness freshness,
    @JsonPropertyDescription("A query that must return no rows.") @Nullable CheckSql sql) {}
