package dev.sluice.warehouse.snowflake;

import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import dev.sluice.warehouse.load.LoadSql;
import dev.sluice.warehouse.load.StagedRows;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of a snapshot in temporary tables of the session. */
final class SnowflakeRows implements StagedRows {

  /** COPY says where it stopped; that it is a place, and of what, is known from its number. */
  private static final Pattern PLACE = Pattern.compile("File '([^']*)', line (\\d+)");

  private static final Pattern COLUMN = Pattern.compile("column \"[^\"]*\"\\[\"?([^\":\\]]+)");

  private final Staging staging;
  private Staged staged = new Staged("", List.of());

  private SnowflakeRows(Staging staging) {
    this.staging = staging;
  }

  static SnowflakeRows stage(Staging staging, List<Column> target) throws InterruptedException {
    SnowflakeRows rows = new SnowflakeRows(staging);
    try {
      rows.staged = rows.read(target);
    } catch (SqlFailure e) {
      throw rows.explain(e, List.of());
    }
    return rows;
  }

  private Staged read(List<Column> target) throws InterruptedException {
    if (staging.snapshot().files().isEmpty()) {
      return nothing();
    }
    return switch (staging.snapshot().format().type()) {
      case PARQUET -> new ParquetStaging(staging).stage();
      case CSV, TSV -> new TextStaging(staging).stage(target);
      case JSON -> new JsonStaging(staging).stage(target);
    };
  }

  /** Without a file only declared columns tell what the dataset looks like. */
  private Staged nothing() {
    List<Format.Column> declared = staging.snapshot().format().columns();
    if (declared.isEmpty() || declared.stream().anyMatch(c -> c.type() == null)) {
      return new Staged("", List.of());
    }
    List<Column> columns =
        declared.stream()
            .map(
                c ->
                    Column.optional(
                        Staging.SQL.fold(c.name()), String.valueOf(SnowflakeTypes.declared(c))))
            .toList();
    return new Staged(
        "(SELECT "
            + LoadSql.list(
                columns,
                c -> "CAST(NULL AS " + c.type() + ") AS " + Staging.SQL.identifier(c.name()))
            + " WHERE FALSE)",
        columns);
  }

  @Override
  public String relation() {
    return staged.relation();
  }

  @Override
  public List<Column> columns() {
    return staged.columns();
  }

  /** COPY stops at the first row that it cannot read. */
  @Override
  public void requireAllRead() {}

  @Override
  public StepFailure explain(SqlFailure failure, List<Column> target) throws InterruptedException {
    String dataset = staging.dataset();
    Matcher place = PLACE.matcher(failure.text());
    if (place.find()) {
      return atPlace(failure, place.group(1), place.group(2));
    }
    return switch (failure.kind()) {
      case CONVERSION ->
          badValue(target)
              .orElseGet(
                  () ->
                      failure.asUserError(
                          "BadValue",
                          "A value of dataset " + dataset + " does not fit its column"));
      case CONSTRAINT ->
          nullInRequired(target)
              .orElseGet(
                  () ->
                      failure.asUserError(
                          "ConstraintViolated", "The table refuses rows of dataset " + dataset));
      case FILE ->
          failure.asUserError(
              "StageNotReadable",
              "Snowflake cannot read the files of dataset "
                  + dataset
                  + " from "
                  + staging.store().uri("")
                  + ": check the storage integration of the Warehouse, or the keys of the"
                  + " ObjectStore");
      case INPUT ->
          failure.asUserError(
              "MalformedFile",
              "Dataset " + dataset + " cannot be read as " + staging.snapshot().format().type());
      case STATEMENT, OTHER, PERMISSION, LOCKED ->
          failure.asUserError("LoadFailed", "Dataset " + dataset + " cannot be loaded");
    };
  }

  private StepFailure.UserError atPlace(SqlFailure failure, String file, String line) {
    boolean isValue = failure.kind() == SqlFailure.Kind.CONVERSION;
    Matcher column = COLUMN.matcher(failure.text());
    return new StepFailure.UserError(
        isValue ? "BadValue" : "MalformedFile",
        "File "
            + staging.nameOf(file)
            + ", line "
            + line
            + (column.find() ? ", column " + column.group(1) : "")
            + ": "
            + failure.text().lines().findFirst().orElse("").strip()
            + ". Correct the file, or its format in the step; nothing was loaded.",
        failure);
  }

  private record Bad(String value, long rows) {}

  /** Looks for the value that does not fit; only after a failure. */
  private Optional<StepFailure> badValue(List<Column> target) throws InterruptedException {
    for (Column column : staged.columns()) {
      Optional<Column> to = Column.find(target, column.name());
      if (to.isEmpty() || to.get().type().equals(column.type())) {
        continue;
      }
      Bad bad = bad(column, to.get().type());
      if (bad.rows() > 0) {
        return Optional.of(
            new StepFailure.UserError(
                "BadValue",
                String.format(
                    Locale.ROOT,
                    "Column %s of dataset %s (%s) holds %,d values that are no %s, the type of the table's column, such as \"%s\". Correct the data or the table.",
                    column.name(),
                    staging.dataset(),
                    column.type(),
                    bad.rows(),
                    to.get().type(),
                    bad.value())));
      }
    }
    return Optional.empty();
  }

  private Bad bad(Column column, String type) throws InterruptedException {
    try {
      return staging
          .session()
          .query(
              BadValues.query(staged.relation(), column, type),
              row -> new Bad(String.valueOf(row.getString(1)), row.getLong(2)))
          .get(0);
    } catch (SqlFailure e) {
      // A type that cannot be tried; the failure that led here is told.
      return new Bad("", 0);
    }
  }

  private Optional<StepFailure> nullInRequired(List<Column> target) throws InterruptedException {
    for (Column column : target) {
      Optional<Column> from = Column.find(staged.columns(), column.name());
      if (!column.required() || from.isEmpty()) {
        continue;
      }
      long nulls =
          staging
              .session()
              .query(
                  Staging.SQL.countNullKeys(staged.relation(), List.of(from.get().name())),
                  row -> row.getLong(1))
              .get(0);
      if (nulls > 0) {
        return Optional.of(
            new StepFailure.UserError(
                "ConstraintViolated",
                String.format(
                    Locale.ROOT,
                    "%,d rows of dataset %s have no value for column %s, which the table requires (NOT NULL). Correct the data or the table.",
                    nulls,
                    staging.dataset(),
                    column.name())));
      }
    }
    return Optional.empty();
  }
}
