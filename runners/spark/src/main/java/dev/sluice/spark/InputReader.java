package dev.sluice.spark;

import dev.sluice.lake.Manifest;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Makes an input readable as a view, strictly: what does not fit its format fails. */
final class InputReader {

  /** Gets the text of a record that does not fit, when Spark is asked to go on over it. */
  static final String CORRUPT = "_sluice_corrupt";

  private final SparkSession session;
  private final Input input;
  private final Format format;

  InputReader(SparkSession session, Input input) {
    this.session = session;
    this.input = input;
    this.format = input.snapshot().format();
  }

  /** Registers the view; returns the schema of its files. */
  StructType register() throws IOException {
    StructType schema =
        switch (format.type()) {
          case CSV, TSV -> csvSchema();
          case JSON -> jsonSchema();
          case PARQUET -> parquetSchema();
        };
    Dataset<Row> rows =
        input.files().isEmpty()
            ? session.createDataFrame(List.of(), withRunDate(schema))
            : reader("FAILFAST", schema).load(input.folder().toString());
    typedPartitions(rows).createOrReplaceTempView("`" + input.name().replace("`", "``") + "`");
    return schema;
  }

  /** A reader of the input's files in Spark's terms. */
  DataFrameReader reader(String mode, StructType schema) {
    DataFrameReader reader = session.read().format(sparkFormat()).option("mode", mode);
    if (format.type() != Format.Type.PARQUET) {
      reader = reader.option("columnNameOfCorruptRecord", CORRUPT);
    }
    if (format.type() == Format.Type.JSON) {
      reader =
          reader
              .option("multiLine", Boolean.toString(format.multiLine()))
              .option("encoding", "UTF-8");
    } else if (format.type() != Format.Type.PARQUET) {
      reader = reader.options(new CsvDialect(format).sparkOptions());
    }
    return schema.isEmpty() ? reader : reader.schema(schema);
  }

  private String sparkFormat() {
    return switch (format.type()) {
      case CSV, TSV -> "csv";
      case JSON -> "json";
      case PARQUET -> "parquet";
    };
  }

  private StructType csvSchema() throws IOException {
    requireFiles();
    CsvDialect dialect = new CsvDialect(format);
    List<String> names = DeclaredColumns.names(format);
    if (format.header()) {
      names = checkedHeader(dialect, names);
    }
    StructType declared = DeclaredColumns.typed(format, input.name());
    if (DeclaredColumns.complete(format)) {
      return declared;
    }
    if (format.header()) {
      requireRows(dialect);
    }
    StructType found =
        reader("PERMISSIVE", new StructType())
            .option("inferSchema", "true")
            .load(input.folder().toString())
            .schema();
    StructField[] fields = withoutPartitions(found).fields();
    if (names.isEmpty()) {
      names = Arrays.stream(fields).map(StructField::name).toList();
    }
    if (fields.length != names.size()) {
      throw new StepFailure.UserError(
          "MalformedInput",
          String.format(
              "%s has %d columns where %d are declared %s. Declare all columns in file order.",
              input.files().get(0).shown(), fields.length, names.size(), names));
    }
    StructType schema = new StructType();
    for (int i = 0; i < fields.length; i++) {
      String name = names.get(i);
      boolean typed = Arrays.asList(declared.fieldNames()).contains(name);
      schema = schema.add(name, typed ? declared.apply(name).dataType() : fields[i].dataType());
    }
    return schema;
  }

  /** All files have the same header, and it says what is declared. */
  private List<String> checkedHeader(CsvDialect dialect, List<String> declared) throws IOException {
    List<String> expected = declared;
    for (InputFile file : input.files()) {
      String[] first = dialect.firstRecord(file.local());
      if (first == null) {
        throw new StepFailure.UserError(
            "EmptyInput", file.shown() + " has no header line. Correct the source.");
      }
      List<String> header =
          Arrays.stream(first).map(name -> Objects.requireNonNullElse(name, "")).toList();
      if (expected.isEmpty()) {
        expected = header;
      } else if (!header.equals(expected)) {
        throw new StepFailure.UserError(
            "MalformedInput",
            file.shown()
                + " has the columns "
                + header
                + " in its header, expected are "
                + expected
                + (declared.isEmpty() ? " as in " + input.files().get(0).shown() : "")
                + ". Correct the file, or "
                + input.field()
                + ".format.");
      }
    }
    return expected;
  }

  private void requireRows(CsvDialect dialect) throws IOException {
    for (InputFile file : input.files()) {
      if (dialect.hasRows(file.local())) {
        return;
      }
    }
    throw new StepFailure.UserError(
        "EmptyInput",
        input.files().get(0).shown()
            + " has a header but no rows, so the types of its columns cannot be found. Declare"
            + " them in "
            + input.field()
            + ".format if no rows are right.");
  }

  private StructType jsonSchema() {
    requireFiles();
    StructType declared = DeclaredColumns.typed(format, input.name());
    if (DeclaredColumns.complete(format)) {
      return declared;
    }
    StructType found =
        withoutPartitions(
            reader("PERMISSIVE", new StructType()).load(input.folder().toString()).schema());
    List<StructField> fields = new ArrayList<>();
    for (StructField field : found.fields()) {
      if (field.name().equals(CORRUPT)) {
        throw new BadRecord(session, input, found).failure();
      }
      boolean typed = Arrays.asList(declared.fieldNames()).contains(field.name());
      fields.add(typed ? declared.apply(field.name()) : field);
    }
    for (StructField field : declared.fields()) {
      if (!Arrays.asList(found.fieldNames()).contains(field.name())) {
        fields.add(field);
      }
    }
    return DataTypes.createStructType(fields);
  }

  /** Datasets of Sluice say their columns in the manifest; the files of others are asked. */
  private StructType parquetSchema() {
    if (DeclaredColumns.complete(format)
        && input.snapshot().manifests().stream().allMatch(this::declaresTheSame)) {
      return DeclaredColumns.typed(format, input.name());
    }
    requireFiles();
    return reader("FAILFAST", new StructType())
        .option("mergeSchema", Boolean.toString(input.snapshot().manifests().size() > 1))
        .load(input.folder().toString())
        .schema();
  }

  private boolean declaresTheSame(Manifest manifest) {
    return manifest.format().columns().equals(format.columns());
  }

  private void requireFiles() {
    if (input.files().isEmpty()) {
      throw new StepFailure.UserError(
          "EmptyInput",
          "Input "
              + input.name()
              + " has no files: dataset "
              + input.snapshot().ref().dataset()
              + " is empty. Correct the step that writes it.");
    }
  }

  /** Without a file there is no folder either that says the date. */
  private StructType withRunDate(StructType schema) {
    return input.snapshot().ref().sliced()
        ? schema.add(DatasetTarget.RUN_DATE, DataTypes.DateType)
        : schema;
  }

  private StructType withoutPartitions(StructType schema) {
    return DataTypes.createStructType(
        Arrays.stream(schema.fields())
            .filter(field -> !input.partitionColumns().contains(field.name()))
            .toArray(StructField[]::new));
  }

  /**
   * Names of folders have no types (guessing would turn 007 into 7); the manifest knows those of
   * Sluice's own datasets. The date of a slice is a date.
   */
  private Dataset<Row> typedPartitions(Dataset<Row> rows) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put(DatasetTarget.RUN_DATE, "date");
    for (Manifest manifest : input.snapshot().manifests()) {
      for (Format.Column column : manifest.format().columns()) {
        if (column.type() != null) {
          types.put(column.name(), column.type());
        }
      }
    }
    Dataset<Row> typed = rows;
    for (String column : input.partitionColumns()) {
      String type = types.get(column);
      if (type != null) {
        typed = typed.withColumn(column, functions.col("`" + column + "`").cast(type));
      }
    }
    return typed;
  }
}
