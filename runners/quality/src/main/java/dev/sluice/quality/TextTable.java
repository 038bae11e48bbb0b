package dev.sluice.quality;

import dev.sluice.sql.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The few rows of a result, all values as the engine writes them as text. */
public record TextTable(List<String> columns, List<List<@Nullable String>> rows) {

  public TextTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Runs a query of which all rows are read. */
  public static TextTable read(SqlSession session, String sql) throws InterruptedException {
    List<String> columns = new ArrayList<>();
    List<List<@Nullable String>> rows =
        session.query(
            sql,
            row -> {
              if (columns.isEmpty()) {
                labels(row, columns);
              }
              return values(row, columns.size());
            });
    return new TextTable(columns, rows);
  }

  private static void labels(ResultSet row, List<String> columns) throws SQLException {
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      columns.add(row.getMetaData().getColumnLabel(i));
    }
  }

  private static List<@Nullable String> values(ResultSet row, int count) throws SQLException {
    List<@Nullable String> values = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      values.add(row.getString(i));
    }
    return Collections.unmodifiableList(values);
  }

  /** A row as {@code a=1, b=null}. */
  String described(List<@Nullable String> row) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      parts.add(columns.get(i) + "=" + row.get(i));
    }
    return String.join(", ", parts);
  }
}
