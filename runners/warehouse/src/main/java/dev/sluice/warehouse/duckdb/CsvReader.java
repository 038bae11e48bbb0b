package dev.sluice.warehouse.duckdb;

import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads CSV and TSV. Nothing is guessed while rows are read: names come from the header, types from
 * the format, the table or a pass over the whole file; rows that do not fit are kept aside and
 * refused with file and line.
 */
final class CsvReader {

  private static final Quoting QUOTING = new Quoting() {};
  private static final int MAX_COLUMNS = 1000;
  private static final int SHOWN = 3;

  /** The longest line, which is DuckDB's own default. */
  private static final int LINE_BYTES = 2 << 20;

  /**
   * Each thread holds several of these beside DuckDB's limit or against it. Its own 32 MiB leave a
   * small container no room for the work; below the 8 MB that it gives a thread at once they only
   * cost.
   */
  private static final int BUFFER_BYTES = 8 << 20;

  private static final Logger log = LoggerFactory.getLogger(CsvReader.class);

  private final SqlSession session;
  private final LakeFiles files;
  private final Format format;

  CsvReader(SqlSession session, LakeFiles files, Format format) {
    this.session = session;
    this.files = files;
    this.format = format;
  }

  /** Readers for files, one for each order of columns among them. */
  List<String> relations(List<String> locations, List<Column> target) throws InterruptedException {
    Map<List<String>, List<String>> byHeader = new LinkedHashMap<>();
    for (String location : locations) {
      byHeader.computeIfAbsent(names(location), h -> new ArrayList<>()).add(location);
    }
    requireSameColumns(byHeader);
    List<String> relations = new ArrayList<>();
    for (Map.Entry<List<String>, List<String>> entry : byHeader.entrySet()) {
      relations.add(reader(entry.getValue(), types(entry.getKey(), entry.getValue(), target)));
    }
    return relations;
  }

  private List<String> names(String location) throws InterruptedException {
    if (!format.header()) {
      if (format.columns().isEmpty()) {
        throw new StepFailure.UserError(
            "ColumnsMissing",
            "File "
                + files.name(location)
                + " is read without a header: name its columns in format.csv.columns, or set"
                + " header: true.");
      }
      return format.columns().stream().map(Format.Column::name).toList();
    }
    List<String> header =
        session.query(headerQuery(location), row -> read(row, MAX_COLUMNS)).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new StepFailure.UserError(
                        "MalformedFile",
                        "File " + files.name(location) + ", line 1 is no readable header."));
    for (Format.Column column : format.columns()) {
      if (header.stream().noneMatch(column.name()::equalsIgnoreCase)) {
        throw new StepFailure.UserError(
            "SchemaMismatch",
            "File "
                + files.name(location)
                + " has no column "
                + column.name()
                + ", which format.columns declares. Its header: "
                + String.join(", ", header)
                + ".");
      }
    }
    return header;
  }

  private static List<String> read(java.sql.ResultSet row, int count) throws java.sql.SQLException {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String name = row.getString(i);
      if (name == null) {
        break;
      }
      names.add(name);
    }
    return names;
  }

  /** The first line as values, however many there are. */
  private String headerQuery(String location) {
    String columns =
        IntStream.range(0, MAX_COLUMNS)
            .mapToObj(i -> "'c" + i + "': 'VARCHAR'")
            .collect(Collectors.joining(", "));
    return "SELECT * FROM read_csv(["
        + QUOTING.literal(location)
        + "], header = false, auto_detect = false, "
        + dialect()
        + ", buffer_size = "
        + LINE_BYTES
        + ", null_padding = true, parallel = false, ignore_errors = true, columns = {"
        + columns
        + "}) LIMIT 1";
  }

  private String dialect() {
    return "max_line_size = %d, delim = %s, quote = %s, escape = %s, nullstr = %s, allow_quoted_nulls = false"
        .formatted(
            LINE_BYTES,
            QUOTING.literal(format.delimiter()),
            QUOTING.literal(format.quote()),
            QUOTING.literal(format.escape()),
            QUOTING.literal(format.nullValue()));
  }

  private void requireSameColumns(Map<List<String>, List<String>> byHeader) {
    Map.Entry<List<String>, List<String>> first = byHeader.entrySet().iterator().next();
    for (Map.Entry<List<String>, List<String>> other : byHeader.entrySet()) {
      if (!sorted(other.getKey()).equals(sorted(first.getKey()))) {
        throw new StepFailure.UserError(
            "SchemaMismatch",
            "Files of the dataset have different columns: "
                + files.name(first.getValue().get(0))
                + " has "
                + String.join(", ", first.getKey())
                + "; "
                + files.name(other.getValue().get(0))
                + " has "
                + String.join(", ", other.getKey())
                + ". Choose files of one kind with the path of the input.");
      }
    }
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().map(n -> n.toLowerCase(Locale.ROOT)).sorted().toList();
  }

  private Map<String, String> types(List<String> names, List<String> locations, List<Column> target)
      throws InterruptedException {
    Map<String, String> types = new LinkedHashMap<>();
    List<String> open = new ArrayList<>();
    for (String name : names) {
      String known = known(name, target);
      types.put(name, known == null ? "VARCHAR" : known);
      if (known == null) {
        open.add(name);
      }
    }
    if (types.size() < names.size()) {
      throw new StepFailure.UserError(
          "SchemaMismatch",
          "File "
              + files.name(locations.get(0))
              + " names a column twice in its header: "
              + String.join(", ", names)
              + ".");
    }
    if (!open.isEmpty()) {
      Map<String, String> found = found(names, locations);
      open.forEach(name -> types.put(name, found.getOrDefault(name, "VARCHAR")));
    }
    return types;
  }

  private @Nullable String known(String name, List<Column> target) {
    Optional<Format.Column> declared =
        format.columns().stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst();
    String type = declared.map(DuckDbTypes::declared).orElse(null);
    return type != null ? type : Column.find(target, name).map(Column::type).orElse(null);
  }

  /** Types that hold every row, not only a sample: a slice must not fail by its last line. */
  private Map<String, String> found(List<String> names, List<String> locations)
      throws InterruptedException {
    String query =
        "DESCRIBE SELECT * FROM read_csv(%s, buffer_size = %d, header = %s, %s, names = %s, skip = 0, comment = '', dateformat = '%%Y-%%m-%%d', sample_size = -1, hive_partitioning = false)"
            .formatted(list(locations), BUFFER_BYTES, format.header(), dialect(), list(names));
    try {
      return session
          .query(query, row -> new Column(row.getString(1), row.getString(2), false))
          .stream()
          .collect(Collectors.toMap(Column::name, Column::type));
    } catch (SqlFailure e) {
      if (e.kind() != SqlFailure.Kind.INPUT) {
        throw e;
      }
      rollback();
      requireReadableAsText(names, locations);
      throw e.asUserError(
          "MalformedFile",
          "The types of the columns of "
              + files.name(locations.get(0))
              + " cannot be found from the data, declare them in format.columns");
    }
  }

  /** Reads every line without asking for types, which finds the malformed one and names it. */
  private void requireReadableAsText(List<String> names, List<String> locations)
      throws InterruptedException {
    Map<String, String> texts = new LinkedHashMap<>();
    names.forEach(name -> texts.put(name, "VARCHAR"));
    session.query("SELECT count(COLUMNS(*)) FROM " + reader(locations, texts), row -> row);
    requireAllRead();
  }

  /** The failure aborted the transaction, where there is one; the load ends here anyway. */
  private void rollback() throws InterruptedException {
    try {
      session.execute("ROLLBACK");
    } catch (SqlFailure noTransaction) {
      log.debug("rollback: {}", noTransaction.text());
    }
  }

  private String reader(List<String> locations, Map<String, String> types) {
    return "read_csv(%s, buffer_size = %d, header = %s, auto_detect = false, %s, store_rejects = true, hive_partitioning = false, columns = {%s})"
        .formatted(
            list(locations),
            BUFFER_BYTES,
            format.header(),
            dialect(),
            types.entrySet().stream()
                .map(t -> QUOTING.literal(t.getKey()) + ": " + QUOTING.literal(t.getValue()))
                .collect(Collectors.joining(", ")));
  }

  private static String list(List<String> texts) {
    return texts.stream().map(QUOTING::literal).collect(Collectors.joining(", ", "[", "]"));
  }

  private record Reject(String location, long line, String column, String type, String message) {}

  /** Refuses rows that were kept aside. */
  void requireAllRead() throws InterruptedException {
    // The engine makes these tables when it first scans a file: a query need not come to that.
    String tables = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'";
    if (session.query(tables, row -> row.getInt(1)).isEmpty()) {
      return;
    }
    List<Reject> rejects =
        session.query(
            """
            SELECT DISTINCT s.file_path, e.line, e.column_name, CAST(e.error_type AS VARCHAR), e.error_message
            FROM reject_errors e JOIN reject_scans s USING (scan_id, file_id)
            ORDER BY ALL LIMIT 100""",
            row ->
                new Reject(
                    row.getString(1),
                    row.getLong(2),
                    String.valueOf(row.getString(3)),
                    row.getString(4),
                    row.getString(5)));
    if (rejects.isEmpty()) {
      return;
    }
    Reject first = rejects.get(0);
    long lines = rejects.stream().map(r -> r.location() + ":" + r.line()).distinct().count();
    boolean isValue = first.type().equals("CAST");
    String others =
        rejects.stream()
            .filter(r -> !r.location().equals(first.location()) || r.line() != first.line())
            .map(r -> files.name(r.location()) + " line " + r.line())
            .distinct()
            .limit(SHOWN)
            .collect(Collectors.joining(", "));
    throw new StepFailure.UserError(
        isValue ? "BadValue" : "MalformedFile",
        "File "
            + files.name(first.location())
            + ", line "
            + first.line()
            + (isValue ? ", column " + first.column() : "")
            + ": "
            + files.inWords(first.message())
            + (lines > 1
                ? " (and "
                    + (rejects.size() >= 100 ? "many" : lines - 1)
                    + " more lines: "
                    + others
                    + ")"
                : "")
            + ". Correct the file, or its format in the step; nothing was loaded.");
  }
}
