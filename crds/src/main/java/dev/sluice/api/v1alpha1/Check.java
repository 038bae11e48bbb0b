package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One expectation. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.notNull), has(self.unique), has(self.range), has(self.acceptedValues), has(self.pattern), has(self.rowCount), has(self.relationships), has(self.freshness), has(self.sql)].filter(x, x).size() == 1",
    message =
        "a check must be exactly one of notNull, unique, range, acceptedValues, pattern, rowCount, relationships, freshness and sql")
@ValidationRule(
    value = "!has(self.where) || !has(self.sql)",
    message = "where does not apply to sql: write the condition into the query")
public record Check(
    @JsonPropertyDescription("Name in reports. Default: made of the kind and the columns.")
        @ValidationRule(
            value = SluiceApi.REFERENCE_RULE,
            message =
                "name of a check must be at most 63 lower-case letters, digits and '-', such as ratings-in-range")
        @Size(min = 1, max = 63)
        @Nullable String name,
    @JsonPropertyDescription(
            "Error: rows that break it fail the step. Warn: they are reported only. Default: Error.")
        @Nullable Severity severity,
    @JsonPropertyDescription(
            "SQL condition that narrows the rows that are looked at. Default: all rows.")
        @Size(min = 1, max = 1024)
        @Nullable String where,
    @JsonPropertyDescription("Passes when these columns hold no null.")
        @Nullable CheckColumns notNull,
    @JsonPropertyDescription(
            "Passes when no two rows are alike in these columns together; rows with a null among them are left out.")
        @Nullable CheckColumns unique,
    @JsonPropertyDescription(
            "Passes when all values are between min and max, both inclusive; nulls pass.")
        @Nullable CheckRange range,
    @JsonPropertyDescription("Passes when only these values occur; nulls pass.")
        @Nullable CheckValues acceptedValues,
    @JsonPropertyDescription("Passes when every whole value matches an RE2 expression; nulls pass.")
        @Nullable CheckPattern pattern,
    @JsonPropertyDescription(
            "Passes when the number of rows is between min and max, both inclusive.")
        @Nullable CheckRowCount rowCount,
    @JsonPropertyDescription(
            "Passes when every value that is not null exists in another column (referential integrity).")
        @Nullable CheckRelationships relationships,
    @JsonPropertyDescription("Passes when the newest value of a column is young enough.")
        @Nullable CheckFreshness freshness,
    @JsonPropertyDescription("Passes when a query returns no rows.") @Nullable CheckSql sql) {}
