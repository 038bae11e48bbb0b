package dev.sluice.spark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.StepFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Finds the record that made a strict read fail, by reading once more and going on over what does
 * not fit: the strict read itself says neither line nor column.
 */
final class BadRecord {

  private static final String FILE = "_sluice_file";
  private static final int SHOWN_CHARS = 160;

  private final SparkSession session;
  private final Input input;
  private final StructType schema;
  private final Format format;

  /**
   * @param schema that the input's files were read with
   */
  BadRecord(SparkSession session, Input input, StructType schema) {
    this.session = session;
    this.input = input;
    this.schema = schema;
    this.format = input.snapshot().format();
  }

  /**
   * The failure to report when a read failed because of a record, or null.
   *
   * @param schemas that the files of the inputs were read with
   */
  static StepFailure.@Nullable UserError of(
      Throwable e, Map<Input, StructType> schemas, SparkSession session) {
    String uri = SparkFailure.isMalformedRecord(e) ? SparkFailure.unreadableFile(e) : null;
    if (uri == null) {
      return null;
    }
    for (Map.Entry<Input, StructType> read : schemas.entrySet()) {
      if (read.getKey().holds(uri)) {
        return new BadRecord(session, read.getKey(), read.getValue()).failure();
      }
    }
    return null;
  }

  /** The failure to report. */
  StepFailure.UserError failure() {
    StructType withText =
        DataTypes.createStructType(
            Stream.concat(
                    Arrays.stream(schema.fields())
                        .filter(field -> !field.name().equals(InputReader.CORRUPT)),
                    Stream.of(
                        DataTypes.createStructField(
                            InputReader.CORRUPT, DataTypes.StringType, true)))
                .toArray(StructField[]::new));
    List<Row> bad =
        new InputReader(session, input)
            .reader("PERMISSIVE", withText)
            .load(input.folder().toString())
            .withColumn(FILE, functions.input_file_name())
            .where(functions.col(InputReader.CORRUPT).isNotNull())
            .limit(1)
            .collectAsList();
    if (bad.isEmpty()) {
      return new StepFailure.UserError(
          "MalformedInput",
          "A file of input " + input.name() + " does not have the format that is declared for it.");
    }
    Row row = bad.get(0);
    String record = row.<String>getAs(InputReader.CORRUPT);
    String uri = row.<String>getAs(FILE);
    StringBuilder message = new StringBuilder(input.shown(uri));
    long line = line(uri, record);
    if (line > 0) {
      message.append(", line ").append(line);
    }
    return new StepFailure.UserError(
        "MalformedInput", message.append(": ").append(why(row, record)).toString());
  }

  private String why(Row row, String record) {
    if (format.type() == Format.Type.JSON) {
      String column = jsonColumn(row, record);
      return (column == null ? "not a valid JSON document" : column)
          + ": "
          + cut(record)
          + ". Correct the file"
          + (column == null ? "." : ", or the type of the column.");
    }
    List<@Nullable String> fields = new CsvDialect(format).fields(record);
    StructField[] columns =
        Arrays.stream(schema.fields())
            .filter(field -> !input.partitionColumns().contains(field.name()))
            .toArray(StructField[]::new);
    if (fields.size() != columns.length) {
      return String.format(
          "%d columns where %d are expected (%s %s): %s. Correct the file; a text that contains"
              + " \"%s\" must be quoted.",
          fields.size(),
          columns.length,
          fields.size() < columns.length ? "there is none for" : "one too many after",
          columns[Math.min(fields.size(), columns.length - 1)].name(),
          cut(record),
          format.delimiter());
    }
    for (int i = 0; i < columns.length; i++) {
      String field = fields.get(i);
      boolean lost = row.isNullAt(row.fieldIndex(columns[i].name()));
      if (lost && field != null && !field.equals(format.nullValue())) {
        return String.format(
            "column %s: \"%s\" is no %s. Correct the file, or declare another type for the column."
                + " Record: %s",
            columns[i].name(), cut(field), columns[i].dataType().simpleString(), cut(record));
      }
    }
    return "the record does not fit the declared columns: " + cut(record);
  }

  /** The first column whose value is there but could not be read, or null when none is known. */
  private @Nullable String jsonColumn(Row row, String record) {
    try {
      JsonNode document = Json.MAPPER.readTree(record);
      for (StructField column : schema.fields()) {
        JsonNode value = document.path(column.name());
        if (!column.name().equals(InputReader.CORRUPT)
            && !value.isMissingNode()
            && !value.isNull()
            && row.isNullAt(row.fieldIndex(column.name()))) {
          return "column "
              + column.name()
              + ": "
              + cut(value.toString())
              + " is no "
              + column.dataType().simpleString();
        }
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  /** The number of the line that holds a record; 0 when it spans lines. */
  private long line(String uri, String record) {
    if (format.multiLine()) {
      return 0;
    }
    try (BufferedReader lines = Files.newBufferedReader(local(uri), StandardCharsets.UTF_8)) {
      long number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(record)) {
          return number;
        }
        number++;
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path local(String uri) {
    String name = uri.substring(uri.lastIndexOf('/') + 1);
    return input.files().stream()
        .map(InputFile::local)
        .filter(file -> file.getFileName().toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(uri + " is not a file of the input"));
  }

  private static String cut(String text) {
    String oneLine = text.replace('\n', ' ').replace('\r', ' ');
    return oneLine.length() <= SHOWN_CHARS ? oneLine : oneLine.substring(0, SHOWN_CHARS) + "…";
  }
}
