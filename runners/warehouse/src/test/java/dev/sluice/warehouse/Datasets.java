package dev.sluice.warehouse;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Digest;
import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.Manifest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Publication;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StoreConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/** Datasets in a real store, published as runners publish them. */
final class Datasets {

  static final String STORE = "lake";
  static final String PREFIX = "p/";

  private final StoreConnection connection;
  private final Path folder;
  private long token;

  Datasets(LakeFixture lake, Path folder) {
    this(lake.connection(PREFIX), folder);
  }

  Datasets(StoreConnection connection, Path folder) {
    this.connection = connection;
    this.folder = folder;
  }

  /** A CSV dataset with a header, one file. */
  DatasetRef csv(String name, String text) throws Exception {
    return csv(name, Map.of(name + ".csv", text.getBytes(StandardCharsets.UTF_8)));
  }

  DatasetRef csv(String name, Map<String, byte[]> contents) throws Exception {
    return publish(name, "", csvFormat(), List.of(), contents);
  }

  static Format csvFormat(Format.Column... columns) {
    return new Format(Format.Type.CSV, true, ",", "\"", "\"", "", true, List.of(columns));
  }

  static Format jsonFormat() {
    return new Format(Format.Type.JSON, false, ",", "\"", "\"", "", false, List.of());
  }

  /** An unsliced Parquet dataset with the rows of a query. */
  DatasetRef parquet(String name, String query) throws Exception {
    return parquet(name, "", List.of(), Map.of("part-0.parquet", query));
  }

  /** The slice of a date of a sliced Parquet dataset. */
  DatasetRef slice(String name, String date, String query) throws Exception {
    return parquet(name, date, List.of("run_date"), Map.of("part-0.parquet", query));
  }

  /** Parquet files by path within the slice. */
  DatasetRef parquet(
      String name, String date, List<String> partitionBy, Map<String, String> queries)
      throws Exception {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (Map.Entry<String, String> query : queries.entrySet()) {
      Path file = folder.resolve("made-" + (++token) + ".parquet");
      try (Connection c = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
          Statement s = c.createStatement()) {
        s.execute("COPY (" + query.getValue() + ") TO '" + file + "' (FORMAT parquet)");
      }
      contents.put(query.getKey(), Files.readAllBytes(file));
    }
    return publish(name, date, Format.parquet(), partitionBy, contents);
  }

  /** Publishes files; {@code date} is empty for a dataset that is not sliced. */
  DatasetRef publish(
      String name,
      String date,
      Format format,
      List<String> partitionBy,
      Map<String, byte[]> contents)
      throws Exception {
    String path = "data/" + name;
    DatasetTarget target = new DatasetTarget(name, STORE, path, partitionBy);
    token++;
    RunContext run =
        new RunContext(
            "default",
            "make-" + token,
            "uid-make-" + token,
            name,
            date.isEmpty() ? "2026-11-21" : date,
            1,
            token);
    try (ObjectStore store = ObjectStore.connect(connection)) {
      Publication publication = Publication.begin(store, target, run);
      List<DataFile> files = new ArrayList<>();
      for (Map.Entry<String, byte[]> content : contents.entrySet()) {
        Path local = Files.write(folder.resolve("put-" + (++token)), content.getValue());
        String key = publication.dataPath(content.getKey());
        store.put(key, local, "application/octet-stream");
        files.add(
            new DataFile(
                key, content.getKey(), content.getValue().length, null, Digest.checksum(local)));
      }
      Path scratch = Files.createDirectories(folder.resolve("scratch-" + token));
      Manifest manifest =
          publication.publish(
              files, format, -1, Digest.of(files), null, List.of(), new StepContext(scratch));
      return new DatasetRef(
          manifest.dataset(), STORE, path, !date.isEmpty(), SliceSelection.RUN, null, null);
    }
  }
}
