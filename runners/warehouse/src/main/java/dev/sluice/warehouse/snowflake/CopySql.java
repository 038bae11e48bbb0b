package dev.sluice.warehouse.snowflake;

import dev.sluice.protocol.Format;
import dev.sluice.sql.Column;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.load.LoadSql;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The statements that bring files into temporary tables. */
final class CopySql {

  /** More names than this COPY does not take. */
  static final int MAX_FILES = 1000;

  /** Holds the path of the file that a row came from. */
  static final String FILE = "_SLUICE_FILE";

  /** Holds the number of a row in its file. */
  static final String LINE = "_SLUICE_LINE";

  /** Holds a row of JSON. */
  static final String ROW = "_SLUICE_ROW";

  private static final String STAGE = "\"_SLUICE\".\"LAKE\"";

  private final SnowflakeSql sql = new SnowflakeSql();

  /** Keys of a store, which live in the temporary stage only. */
  record Keys(String id, String secret) {}

  /**
   * The part of the store that datasets are in, as long as the session lasts. So nothing stays
   * behind that could be out of date, and no key.
   *
   * @param url {@code s3://bucket/prefix/}
   * @param endpoint of a store that is not AWS
   * @param integration that opens the bucket; else keys do
   */
  String createStage(
      String url, @Nullable String endpoint, @Nullable String integration, @Nullable Keys keys) {
    List<String> lines = new ArrayList<>();
    lines.add("CREATE OR REPLACE TEMPORARY STAGE " + STAGE);
    lines.add(
        "  URL = " + sql.literal(endpoint == null ? url : url.replaceFirst("^s3:", "s3compat:")));
    if (endpoint != null) {
      lines.add("  ENDPOINT = " + sql.literal(URI.create(endpoint).getAuthority()));
    }
    if (integration != null) {
      lines.add("  STORAGE_INTEGRATION = " + sql.identifier(sql.fold(integration)));
    } else if (keys != null) {
      lines.add(
          "  CREDENTIALS = (AWS_KEY_ID = "
              + sql.literal(keys.id())
              + " AWS_SECRET_KEY = "
              + sql.literal(keys.secret())
              + ")");
    }
    return String.join("\n", lines);
  }

  /** A temporary table for rows of files. */
  String createTable(String name, List<Column> columns) {
    return "CREATE OR REPLACE TEMPORARY TABLE "
        + table(name)
        + " ("
        + sql.definitions(columns)
        + ")";
  }

  String table(String name) {
    return sql.table(new TableName(TableName.OWN_SCHEMA, name));
  }

  /**
   * Parquet, column by column of the same name; columns that the table lacks stay behind. The other
   * scanner leaves nulls out of lists and knows no maps; without NULL_IF the text \N would be null.
   */
  String copyParquet(String name, List<String> files) {
    return """
    COPY INTO %s
    FROM @%s
    FILES = (%s)
    FILE_FORMAT = (TYPE = PARQUET USE_VECTORIZED_SCANNER = TRUE NULL_IF = ())
    MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE
    INCLUDE_METADATA = (%s = METADATA$FILENAME)
    ON_ERROR = ABORT_STATEMENT"""
        .formatted(table(name), STAGE, names(files), sql.identifier(FILE));
  }

  /**
   * CSV and TSV, by position: only so Snowflake counts the fields of each line. Types are converted
   * here, so that a bad value is refused with file and line.
   */
  String copyText(String name, Format format, List<String> files) {
    return """
    COPY INTO %s
    FROM @%s
    FILES = (%s)
    FILE_FORMAT = (%s)
    ON_ERROR = ABORT_STATEMENT"""
        .formatted(table(name), STAGE, names(files), textFormat(format));
  }

  private String textFormat(Format format) {
    boolean quoted = !format.quote().isEmpty();
    boolean doubled = format.escape().isEmpty() || format.escape().equals(format.quote());
    return String.join(
        " ",
        "TYPE = CSV",
        "SKIP_HEADER = " + (format.header() ? 1 : 0),
        "FIELD_DELIMITER = " + option(format.delimiter()),
        "FIELD_OPTIONALLY_ENCLOSED_BY = " + (quoted ? option(format.quote()) : "NONE"),
        "ESCAPE = " + (doubled ? "NONE" : option(format.escape())),
        "ESCAPE_UNENCLOSED_FIELD = NONE",
        "NULL_IF = (" + (format.nullValue().isEmpty() ? "" : option(format.nullValue())) + ")",
        "EMPTY_FIELD_AS_NULL = " + (format.nullValue().isEmpty() ? "TRUE" : "FALSE"),
        "ERROR_ON_COLUMN_COUNT_MISMATCH = TRUE",
        "ENCODING = 'UTF8'");
  }

  private String option(String text) {
    return text.equals("\t") ? "'\\t'" : sql.literal(text);
  }

  /** JSON, one object a row, with the place that it came from. */
  String copyJson(String name, Format format, List<String> files) {
    return """
    COPY INTO %s
    FROM (SELECT $1, METADATA$FILENAME, METADATA$FILE_ROW_NUMBER FROM @%s)
    FILES = (%s)
    FILE_FORMAT = (TYPE = JSON STRIP_OUTER_ARRAY = %s)
    ON_ERROR = ABORT_STATEMENT"""
        .formatted(table(name), STAGE, names(files), format.multiLine() ? "TRUE" : "FALSE");
  }

  /** The first rows of files that are something else than an object. */
  String selectRowsThatAreNoObjects(String name) {
    return """
    SELECT "%1$s", MIN("%2$s") FROM %3$s
    WHERE TYPEOF("%4$s") <> 'OBJECT' GROUP BY 1 ORDER BY 1 LIMIT 1"""
        .formatted(FILE, LINE, table(name), ROW);
  }

  private String names(List<String> files) {
    return LoadSql.list(files, sql::literal);
  }

  /** Rows for the table that says which values the folders of a file stand for. */
  String insertFolders(String name, List<Folders.Place> places, UnaryOperator<String> path) {
    return "INSERT INTO "
        + table(name)
        + " VALUES\n  "
        + places.stream()
            .map(
                place ->
                    "("
                        + sql.literal(path.apply(place.file().key()))
                        + ", "
                        + LoadSql.list(place.values(), v -> v.isEmpty() ? "NULL" : sql.literal(v))
                        + ")")
            .collect(Collectors.joining(",\n  "));
  }

  /** Rows of files that the table of folders does not know. */
  String countRowsOfUnknownFiles(String rows, String folders) {
    return "SELECT COUNT(*) FROM "
        + table(rows)
        + " WHERE "
        + sql.identifier(FILE)
        + " NOT IN (SELECT "
        + sql.identifier(FILE)
        + " FROM "
        + table(folders)
        + ")";
  }
}
