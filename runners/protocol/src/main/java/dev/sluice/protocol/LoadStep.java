package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Loads a dataset into a table, in one transaction with the load ledger.
 *
 * @param step name of the step; with the table and the slice it is the key of the ledger
 * @param from what is loaded
 * @param warehouse name of a warehouse in the request
 * @param table {@code schema.table}; schema and table are made when they are missing
 * @param mode what happens to rows that are there already
 * @param keys {@link Mode#MERGE}: columns that identify a row
 * @param sliceColumn {@link Mode#REPLACE_SLICE}: column that holds the slice; added to the rows
 *     when the dataset has no such column
 * @param onSchemaChange what happens when the dataset has columns that the table lacks
 * @param setupSql statements that run before the load, each on its own, and must be repeatable
 */
public record LoadStep(
    String step,
    DatasetRef from,
    String warehouse,
    String table,
    Mode mode,
    List<String> keys,
    String sliceColumn,
    SchemaChange onSchemaChange,
    List<String> setupSql) {

  public LoadStep {
    keys = keys == null ? List.of() : List.copyOf(keys);
    sliceColumn = sliceColumn == null ? DatasetTarget.RUN_DATE : sliceColumn;
    onSchemaChange = onSchemaChange == null ? SchemaChange.FAIL : onSchemaChange;
    setupSql = setupSql == null ? List.of() : List.copyOf(setupSql);
  }

  /** What happens when the dataset has columns that the table lacks. */
  public enum SchemaChange {
    /** The load fails and names them. */
    @JsonProperty("Fail")
    FAIL,
    /** The table gets them; rows that are there have no value in them. */
    @JsonProperty("AddColumns")
    ADD_COLUMNS
  }

  /** How rows get into the table. */
  public enum Mode {
    /** Adds the rows; the same slice with the same content is loaded once only. */
    @JsonProperty("Append")
    APPEND,
    /** Deletes the rows of the slice and adds the new ones. */
    @JsonProperty("ReplaceSlice")
    REPLACE_SLICE,
    /** Updates the rows with the same keys and adds the others. */
    @JsonProperty("Merge")
    MERGE,
    /** Replaces all rows. */
    @JsonProperty("Replace")
    REPLACE
  }
}
