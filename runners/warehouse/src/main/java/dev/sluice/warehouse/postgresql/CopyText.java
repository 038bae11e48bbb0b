package dev.sluice.warehouse.postgresql;

import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a row as one line of COPY's text format, in DuckDB's SQL: the engine that reads the files
 * does it for thousands of rows at a time.
 */
final class CopyText {

  private static final Quoting QUOTING = new Quoting() {};
  private static final String NULL = "'\\N'";

  private CopyText() {}

  /**
   * A query with one column: the line of each row, without its end, as the bytes of its UTF-8. The
   * driver takes three times as long to make text of them.
   *
   * @param last one more value of each row, which needs no escape
   */
  static String query(String relation, List<Column> columns, Optional<String> last) {
    return "SELECT encode(concat_ws(chr(9), "
        + Stream.concat(columns.stream().map(CopyText::field), last.stream().map(QUOTING::literal))
            .collect(Collectors.joining(", "))
        + ")) FROM "
        + relation;
  }

  private static String field(Column column) {
    String name = QUOTING.identifier(column.name());
    return "coalesce(" + text(name, column.type()) + ", " + NULL + ")";
  }

  private static String text(String name, String type) {
    if (type.equals("BLOB")) {
      return "'\\\\x' || lower(hex(" + name + "))";
    }
    if (PostgresqlTypes.isNested(type)) {
      return escaped("CAST(to_json(" + name + ") AS VARCHAR)");
    }
    String text = "CAST(" + name + " AS VARCHAR)";
    if (type.equals("DATE") || type.startsWith("TIMESTAMP")) {
      String spelled = "replace(" + text + ", ' (BC)', ' BC')";
      return type.equals("TIMESTAMP WITH TIME ZONE") ? instant(name, spelled) : spelled;
    }
    return type.equals("VARCHAR") || type.startsWith("ENUM") ? escaped(text) : text;
  }

  /** DuckDB asks its calendar for each instant, which takes four times as long as this. */
  private static String instant(String name, String spelled) {
    return "CASE WHEN "
        + name
        + " >= TIMESTAMPTZ '0001-01-01 00:00:00+00' AND "
        + name
        + " < TIMESTAMPTZ '10000-01-01 00:00:00+00' THEN CAST(make_timestamp(epoch_us("
        + name
        + ")) AS VARCHAR) || '+00' ELSE "
        + spelled
        + " END";
  }

  private static String escaped(String text) {
    return "replace(replace(replace(replace("
        + text
        + ", '\\', '\\\\'), chr(9), '\\t'), chr(10), '\\n'), chr(13), '\\r')";
  }
}
