package dev.sluice.sql;

import dev.sluice.protocol.StepFailure;
import java.util.Locale;

/** A table within its schema. */
public record TableName(String schema, String table) {

  /** Where Sluice keeps its own tables. */
  public static final String OWN_SCHEMA = "_sluice";

  /** Parses {@code schema.table}. */
  public static TableName parse(String text) {
    int dot = text.indexOf('.');
    if (dot <= 0
        || dot == text.length() - 1
        || text.indexOf('.', dot + 1) >= 0
        || text.indexOf('\0') >= 0) {
      throw new StepFailure.UserError(
          "BadTableName",
          "\"" + text + "\" is not a table: write it as schema.table, such as raw.ratings.");
    }
    return new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  /** The table as the target of a load, which Sluice's own tables may not be. */
  public TableName requireWritable() {
    if (schema.toLowerCase(Locale.ROOT).equals(OWN_SCHEMA)) {
      throw new StepFailure.UserError(
          "BadTableName",
          "Table " + this + " is in the schema of Sluice's own ledger: choose another schema.");
    }
    return this;
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
