package dev.sluice.warehouse.redshift;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.Json;
import dev.sluice.sql.Quoting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBDriver;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Redshift's COPY of Parquet by a manifest: DuckDB reads the files from the store, PostgreSQL takes
 * their rows.
 */
final class ParquetCopy {

  /** The role that may read the store. */
  static final String ROLE = "arn:aws:iam::123456789012:role/sluice-copy";

  private static final Quoting QUOTING = new Quoting() {};
  private static final String INTERNAL_ERROR = "XX000";
  private static final int LONGEST = 65535;

  private static final Pattern STATEMENT =
      Pattern.compile(
          "COPY (\"[^\"]+\")\\s+FROM '([^']+)'\\s+IAM_ROLE ('([^']+)'|DEFAULT)\\s+FORMAT AS PARQUET\\s+MANIFEST");

  /** What columnar COPY reads, in DuckDB's words; decimals are told apart. */
  private static final Set<String> READ =
      Set.of(
          "BOOLEAN",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "FLOAT",
          "DOUBLE",
          "VARCHAR",
          "BLOB",
          "DATE",
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE");

  private final ObjectStore store;
  private final Path folder;
  private final AtomicInteger number = new AtomicInteger();

  ParquetCopy(ObjectStore store) throws IOException {
    this.store = store;
    this.folder = Files.createTempDirectory("sluice-redshift-");
    // The server may run as another user.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Where rows are on their way from one engine to the other. */
  Path folder() {
    return folder;
  }

  private static final class Refused extends Exception {
    Refused(String message) {
      super(message);
    }
  }

  /** The statement by which PostgreSQL does the same, or fails as Redshift would. */
  String statement(String copy) {
    Matcher parts = STATEMENT.matcher(copy);
    if (!parts.matches()) {
      return RedshiftDialect.failure("42601", "syntax error in COPY");
    }
    int own = number.incrementAndGet();
    List<Path> files = new ArrayList<>();
    try {
      if (parts.group(4) != null && !parts.group(4).equals(ROLE)) {
        throw new Refused("Not authorized to get credentials of role " + parts.group(4));
      }
      fetch(parts.group(2), own, files);
      Path rows = folder.resolve(own + ".csv");
      write(files, rows);
      return "COPY "
          + parts.group(1)
          + " FROM "
          + QUOTING.literal(rows.toString())
          + " WITH (FORMAT csv, NULL '', ENCODING 'UTF8')";
    } catch (Refused e) {
      return RedshiftDialect.failure(INTERNAL_ERROR, e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } finally {
      for (Path file : files) {
        file.toFile().delete();
      }
    }
  }

  private void fetch(String manifest, int own, List<Path> files) throws IOException, Refused {
    JsonNode entries = Json.MAPPER.readTree(object(manifest)).path("entries");
    if (entries.isEmpty()) {
      throw new Refused("The manifest " + manifest + " has no files");
    }
    for (JsonNode entry : entries) {
      byte[] content = object(entry.path("url").asText());
      if (entry.path("meta").path("content_length").asLong(-1) != content.length) {
        throw new Refused("Length of " + entry.path("url").asText() + " is not content_length");
      }
      files.add(Files.write(folder.resolve(own + "-" + files.size() + ".parquet"), content));
    }
  }

  private byte[] object(String url) throws Refused {
    URI uri = URI.create(url);
    try {
      return store
          .s3()
          .getObjectAsBytes(b -> b.bucket(uri.getHost()).key(uri.getPath().substring(1)))
          .asByteArray();
    } catch (NoSuchKeyException e) {
      throw new Refused("Problem reading " + url + ": the specified key does not exist");
    }
  }

  private static void write(List<Path> files, Path rows) throws SQLException, Refused {
    String relation =
        files.stream()
            .map(f -> QUOTING.literal(f.toString()))
            .collect(Collectors.joining(", ", "read_parquet([", "], hive_partitioning = false)"));
    try (Connection c = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Statement s = c.createStatement()) {
      s.execute("SET TimeZone = 'UTC'");
      List<String> values = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      try (ResultSet columns = s.executeQuery("DESCRIBE SELECT * FROM " + relation)) {
        while (columns.next()) {
          String name = QUOTING.identifier(columns.getString(1));
          String type = columns.getString(2);
          if (!READ.contains(type) && !type.startsWith("DECIMAL(")) {
            throw new Refused(
                "Spectrum Scan Error: column " + name + " has an incompatible Parquet schema");
          }
          if (type.equals("VARCHAR")) {
            texts.add("strlen(" + name + ")");
          }
          values.add(value(name, type));
        }
      }
      requireShort(s, texts, relation);
      s.execute(
          "COPY (SELECT "
              + String.join(", ", values)
              + " FROM "
              + relation
              + ") TO "
              + QUOTING.literal(rows.toString())
              + " (FORMAT csv, HEADER false, FORCE_QUOTE *, NULLSTR '')");
    }
  }

  private static void requireShort(Statement s, List<String> texts, String relation)
      throws SQLException, Refused {
    if (texts.isEmpty()) {
      return;
    }
    try (ResultSet longest =
        s.executeQuery(
            "SELECT max(greatest(0, " + String.join(", ", texts) + ")) FROM " + relation)) {
      longest.next();
      if (longest.getLong(1) > LONGEST) {
        throw new Refused("Spectrum Scan Error: The length of the data exceeds the column");
      }
    }
  }

  private static String value(String name, String type) {
    return switch (type) {
      case "BLOB" -> "'\\x' || hex(" + name + ")";
      case "TIMESTAMP WITH TIME ZONE" -> name + " AT TIME ZONE 'UTC'";
      default -> name;
    };
  }
}
