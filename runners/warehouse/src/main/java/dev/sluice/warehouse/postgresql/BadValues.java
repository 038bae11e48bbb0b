package dev.sluice.warehouse.postgresql;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import dev.sluice.warehouse.duckdb.FileRows;
import dev.sluice.warehouse.duckdb.LakeSession;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for the value that a server refused, file by file, with the engine that read them: the
 * server names neither file nor row. It runs only after a failure.
 */
public final class BadValues {

  private static final Quoting QUOTING = new Quoting() {};
  private static final Pattern LENGTH = Pattern.compile("character(?: varying)?\\((\\d+)\\)");
  private static final int SHOWN = 60;

  private final LakeSession lake;
  private final Snapshot snapshot;
  private final String length;

  /**
   * @param length function of DuckDB that measures a text as the server does: in characters, or in
   *     bytes
   */
  public BadValues(LakeSession lake, Snapshot snapshot, String length) {
    this.length = length;
    this.lake = lake;
    this.snapshot = snapshot;
  }

  private record Bad(long row, String value) {}

  /**
   * @param dataset columns with their types in DuckDB's names
   * @param target columns of the table
   */
  public Optional<StepFailure> find(List<Column> dataset, List<Column> target)
      throws InterruptedException {
    for (Column column : dataset) {
      Optional<Column> to = Column.find(target, column.name());
      Optional<String> wrong = to.flatMap(t -> wrong(column, t.type()));
      if (wrong.isEmpty()) {
        continue;
      }
      for (DataFile file : snapshot.files()) {
        Optional<Bad> bad = find(file, column, wrong.get());
        if (bad.isPresent()) {
          return Optional.of(failure(file, column, to.get(), bad.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** A condition that holds for values that a column of this type cannot take. */
  private Optional<String> wrong(Column column, String type) {
    String name = QUOTING.identifier(column.name());
    String text = "CAST(" + name + " AS VARCHAR)";
    String unstorable = "contains(" + text + ", chr(0))";
    Matcher limit = LENGTH.matcher(type);
    if (limit.matches()) {
      return Optional.of(unstorable + " OR " + length + "(" + text + ") > " + limit.group(1));
    }
    if (PostgresqlTypes.isCharacter(type)) {
      return Optional.of(unstorable);
    }
    String duckDb = PostgresqlTypes.toDuckDb(type);
    return duckDb.equals("VARCHAR") || duckDb.equals(column.type())
        ? Optional.empty()
        : Optional.of(name + " IS NOT NULL AND TRY_CAST(" + name + " AS " + duckDb + ") IS NULL");
  }

  private Optional<Bad> find(DataFile file, Column column, String wrong)
      throws InterruptedException {
    Snapshot alone =
        new Snapshot(
            snapshot.ref(),
            snapshot.manifests(),
            List.of(file),
            snapshot.format(),
            -1,
            file.bytes(),
            snapshot.digest());
    FileRows rows = lake.rows(alone, List.of());
    return lake
        .session()
        .query(
            """
            SELECT n, v FROM (
              SELECT row_number() OVER () AS n, CAST(%1$s AS VARCHAR) AS v, %3$s AS wrong FROM %2$s)
            WHERE wrong ORDER BY n LIMIT 1"""
                .formatted(QUOTING.identifier(column.name()), rows.relation(), wrong),
            row -> new Bad(row.getLong(1), String.valueOf(row.getString(2))))
        .stream()
        .findFirst();
  }

  private StepFailure failure(DataFile file, Column column, Column to, Bad bad) {
    String value = bad.value().replace('\0', '\u2400');
    return new StepFailure.UserError(
        "BadValue",
        "File "
            + snapshot.ref().dataset()
            + "/"
            + file.path()
            + ", row "
            + bad.row()
            + ", column "
            + column.name()
            + ": \""
            + (value.length() <= SHOWN ? value : value.substring(0, SHOWN - 1) + "…")
            + "\" does not fit "
            + to.type()
            + ", the type of the table's column. Correct the data or the table; nothing was"
            + " loaded.");
  }
}
