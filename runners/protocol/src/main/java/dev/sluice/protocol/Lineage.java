package dev.sluice.protocol;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt read and wrote, as {@value #FILE} beside its report keeps it.
 *
 * @param parts what the attempt did one by one, such as the models of a dbt project
 */
public record Lineage(List<Dataset> inputs, List<Dataset> outputs, List<Part> parts) {

  /** Name of the file. */
  public static final String FILE = "lineage.json";

  public Lineage {
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
    parts = parts == null ? List.of() : List.copyOf(parts);
  }

  /** The lineage of an attempt that did one thing. */
  public static Lineage of(List<Dataset> inputs, List<Dataset> outputs) {
    return new Lineage(inputs, outputs, List.of());
  }

  /** One of several things that an attempt did. */
  public record Part(String name, List<Dataset> inputs, List<Dataset> outputs) {
    public Part {
      inputs = inputs == null ? List.of() : List.copyOf(inputs);
      outputs = outputs == null ? List.of() : List.copyOf(outputs);
    }
  }

  /**
   * Data, named as OpenLineage names it.
   *
   * @param namespace of the system that holds it: {@code s3://lake}
   * @param name within the system: {@code marts/films}
   * @param fields its columns, as far as they are known
   * @param rows that were read or written; absent: nobody counted them
   * @param bytes likewise
   */
  public record Dataset(
      String namespace,
      String name,
      List<Field> fields,
      @Nullable Long rows,
      @Nullable Long bytes) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public Dataset(String namespace, String name) {
      this(namespace, name, List.of(), null, null);
    }

    public Dataset {
      fields = fields == null ? List.of() : List.copyOf(fields);
    }

    /** A folder or object of a store. */
    public static Dataset stored(StoreConnection store, String path) {
      return new Dataset("s3://" + store.bucket(), store.prefix() + path);
    }

    /**
     * A table.
     *
     * @param database that holds it; absent: that of the connection
     * @param schema a plain name behaves as if it was written without quotes, and so do the others
     */
    public static Dataset table(
        WarehouseConnection warehouse, @Nullable String database, String schema, String table) {
      WarehouseConnection.DuckDb duckDb = warehouse.duckdb();
      if (duckDb != null) {
        String own = database == null ? databaseOf(duckDb) : database;
        return new Dataset("duckdb://" + duckDb.file(), own + "." + schema + "." + table);
      }
      WarehouseConnection.Postgresql postgresql = warehouse.postgresql();
      if (postgresql != null) {
        String own = database == null ? postgresql.database() : database;
        return new Dataset(
            "postgres://" + postgresql.host() + ":" + postgresql.port(),
            own + "." + lower(schema) + "." + lower(table));
      }
      WarehouseConnection.Snowflake snowflake = warehouse.snowflake();
      if (snowflake != null) {
        String own = database == null ? snowflake.database() : database;
        return new Dataset(
            "snowflake://" + snowflake.account(),
            upper(own) + "." + upper(schema) + "." + upper(table));
      }
      WarehouseConnection.Redshift redshift = warehouse.redshift();
      if (redshift != null) {
        String own = database == null ? redshift.database() : database;
        return new Dataset(
            "redshift://" + redshift.host() + ":" + redshift.port(),
            lower(own) + "." + lower(schema) + "." + lower(table));
      }
      throw new StepFailure.Crash("The request describes a warehouse of no known kind.");
    }

    /** DuckDB names a database after its file. */
    private static String databaseOf(WarehouseConnection.DuckDb duckDb) {
      String file = duckDb.file().substring(duckDb.file().lastIndexOf('/') + 1);
      int dot = file.indexOf('.');
      return dot > 0 ? file.substring(0, dot) : file;
    }

    private static String lower(String name) {
      return PLAIN.matcher(name).matches() ? name.toLowerCase(Locale.ROOT) : name;
    }

    private static String upper(String name) {
      return PLAIN.matcher(name).matches() ? name.toUpperCase(Locale.ROOT) : name;
    }

    /** The same with its columns. */
    public Dataset with(List<Field> columns) {
      return new Dataset(namespace, name, columns, rows, bytes);
    }

    /**
     * The same with its size.
     *
     * @param counted rows; negative: nobody counted them
     */
    public Dataset with(long counted, @Nullable Long size) {
      return new Dataset(namespace, name, fields, counted < 0 ? null : counted, size);
    }
  }

  /**
   * A column.
   *
   * @param type as the system names it
   * @param sources columns that its values come from; empty: none, or not known
   */
  public record Field(String name, @Nullable String type, List<Source> sources) {
    public Field {
      sources = sources == null ? List.of() : List.copyOf(sources);
    }

    public Field(String name, @Nullable String type) {
      this(name, type, List.of());
    }
  }

  /** A column of an input. */
  public record Source(String namespace, String name, String field) {}
}
