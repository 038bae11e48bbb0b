package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.Profile;
import dev.sluice.quality.TextTable;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.SqlSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Parquet file holds, in one pass over it. */
final class DuckDbProfile {

  private static final Quoting QUOTING = new DuckDbQualitySql();
  private static final int FIGURES = 4;

  private DuckDbProfile() {}

  static Profile of(Path file, SqlSession session) throws InterruptedException {
    String from =
        " FROM read_parquet(" + QUOTING.literal(file.toString()) + ", hive_partitioning = false)";
    List<List<@Nullable String>> columns =
        TextTable.read(
                session, "SELECT column_name, column_type FROM (DESCRIBE SELECT *" + from + ")")
            .rows();
    StringBuilder query = new StringBuilder("SELECT count(*)");
    for (List<@Nullable String> column : columns) {
      query.append(figures(String.valueOf(column.get(0)), String.valueOf(column.get(1))));
    }
    List<@Nullable String> found = TextTable.read(session, query + from).rows().get(0);
    long rows = Long.parseLong(String.valueOf(found.get(0)));
    List<Profile.Column> profiles = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int at = 1 + i * FIGURES;
      String distinct = found.get(at + 3);
      profiles.add(
          new Profile.Column(
              String.valueOf(columns.get(i).get(0)),
              columns.get(i).get(1),
              rows - Long.parseLong(String.valueOf(found.get(at))),
              found.get(at + 1),
              found.get(at + 2),
              distinct == null ? null : Long.valueOf(distinct)));
    }
    return new Profile(rows, profiles);
  }

  private static String figures(String column, String type) {
    String name = QUOTING.identifier(column);
    boolean nested =
        type.endsWith("]")
            || type.startsWith("STRUCT")
            || type.startsWith("MAP")
            || type.startsWith("UNION");
    if (nested) {
      return ", count(" + name + "), NULL, NULL, NULL";
    }
    boolean isFloat = type.equals("FLOAT") || type.equals("DOUBLE");
    return ", count("
        + name
        + "), "
        + bound("min", name, isFloat)
        + ", "
        + bound("max", name, isFloat)
        + ", approx_count_distinct("
        + name
        + ")";
  }

  private static String bound(String function, String name, boolean isFloat) {
    String bound = "CAST(%s(%s) AS VARCHAR)".formatted(function, name);
    return isFloat ? "CASE WHEN NOT bool_or(isnan(%s)) THEN %s END".formatted(name, bound) : bound;
  }
}
