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
        "[has(self.notNull), has(self.completeness), has(self.unique), has(self.uniqueness),"
            + " has(self.distinct), has(self.range), has(self.length), has(self.pattern),"
            + " has(self.acceptedValues), has(self.relationships), has(self.rowCount),"
            + " has(self.freshness), has(self.quantile), has(self.mean), has(self.sum),"
            + " has(self.increasing), has(self.sql)].filter(x, x).size() == 1",
    message =
        "a check must be exactly one of notNull, completeness, unique, uniqueness, distinct, range,"
            + " length, pattern, acceptedValues, relationships, rowCount, freshness, quantile,"
            + " mean, sum, increasing and sql")
@ValidationRule(
    value = "!has(self.where) || !has(self.sql)",
    message = "where does not apply to sql: write the condition into the query")
public record Check(
    @JsonPropertyDescription("Name in reports. Default: made of the kind and the columns.")
        @ValidationRule(
            value = SluiceApi.REFERENCE_RULE,
            message =
                "name of a check must be at most 63 lower-case letters, digits and '-', such as"
                    + " ratings-in-range")
        @Size(min = 1, max = 63)
        @Nullable String name,
    @JsonPropertyDescription(
            "Error: rows that break it fail the step. Warn: they are reported only. Default:"
                + " Error.")
        @Nullable Severity severity,
    @JsonPropertyDescription(
            "SQL condition that narrows the rows that are looked at. Default: all rows.")
        @Size(min = 1, max = 1024)
        @Nullable String where,
    @JsonPropertyDescription("Passes when these columns hold no null.")
        @Nullable CheckColumns notNull,
    @JsonPropertyDescription(
            "Passes when the share of rows that have no null in these columns is within its"
                + " bounds.")
        @Nullable CheckShare completeness,
    @JsonPropertyDescription(
            "Passes when no two rows are alike in these columns together; rows with a null among"
                + " them are left out.")
        @Nullable CheckColumns unique,
    @JsonPropertyDescription(
            "Passes when the number of distinct values of these columns together, divided by the"
                + " number of rows without a null among them, is within its bounds. 1: all are"
                + " different.")
        @Nullable CheckShare uniqueness,
    @JsonPropertyDescription(
            "Passes when the number of distinct values of these columns together is within its"
                + " bounds; rows with a null among them are left out.")
        @Nullable CheckDistinct distinct,
    @JsonPropertyDescription(
            "Passes when all values are between min and max, both inclusive; nulls pass.")
        @Nullable CheckRange range,
    @JsonPropertyDescription(
            "Passes when all texts have between min and max characters, both inclusive; nulls"
                + " pass.")
        @Nullable CheckLength length,
    @JsonPropertyDescription(
            "Passes when every whole value matches a regular expression; nulls pass.")
        @Nullable CheckPattern pattern,
    @JsonPropertyDescription("Passes when only these values occur; nulls pass.")
        @Nullable CheckValues acceptedValues,
    @JsonPropertyDescription(
            "Passes when every value that is not null exists in another column (referential"
                + " integrity).")
        @Nullable CheckRelationships relationships,
    @JsonPropertyDescription("Passes when the number of rows is within its bounds.")
        @Nullable CheckRowCount rowCount,
    @JsonPropertyDescription("Passes when the newest value of a column is young enough.")
        @Nullable CheckFreshness freshness,
    @JsonPropertyDescription(
            "Passes when a quantile, such as the median, is within its bounds; nulls are left out.")
        @Nullable CheckQuantile quantile,
    @JsonPropertyDescription("Passes when the mean is within its bounds; nulls are left out.")
        @Nullable CheckFigure mean,
    @JsonPropertyDescription("Passes when the sum is within its bounds; nulls are left out.")
        @Nullable CheckFigure sum,
    @JsonPropertyDescription(
            "Passes when the values do not fall from row to row, in a given order; rows with a null"
                + " are left out.")
        @Nullable CheckIncreasing increasing,
    @JsonPropertyDescription("Passes when a query returns no rows.") @Nullable CheckSql sql) {}
