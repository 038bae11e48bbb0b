package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where DuckDB finds the files of datasets. Parquet is read from the store itself when the image
 * has the extension for it; text, which is read more than once (header, types, rows), and
 * everything else is fetched first.
 */
public final class LakeFiles {

  private static final Quoting QUOTING = new Quoting() {};
  private static final int FETCHERS = 4;

  private final StepContext context;
  private final Optional<Path> extension;
  private final Path folder;
  private final Map<String, StoreConnection> remote = new LinkedHashMap<>();
  private final Map<String, String> locations = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  /**
   * @param extension file of DuckDB's httpfs; absent when the image has none
   */
  public LakeFiles(StepContext context, Optional<Path> extension) {
    this(context, extension, "lake");
  }

  private LakeFiles(StepContext context, Optional<Path> extension, String folder) {
    this.context = context;
    this.extension = extension.filter(Files::isRegularFile);
    this.folder = context.scratch().resolve(folder);
  }

  /** The files of a snapshot of Parquet as nothing but their footers, which describe them. */
  public static LakeFiles footers(StepContext context, ObjectStore store, Snapshot snapshot)
      throws InterruptedException {
    LakeFiles footers = new LakeFiles(context, Optional.empty(), "footers");
    String dataset = snapshot.ref().dataset();
    footers.fetch(
        footers.place(store, snapshot, false),
        file ->
            ParquetFooter.fetch(store, file, dataset, Path.of(footers.location(snapshot, file))));
    return footers;
  }

  /** Makes the files of a snapshot available; long for those that are fetched. */
  public void add(ObjectStore store, Snapshot snapshot) throws InterruptedException {
    DuckDbSession.preload();
    List<DataFile> fetched = place(store, snapshot, true);
    Progress progress =
        context.progress(
            "fetch " + snapshot.ref().dataset(),
            "bytes",
            fetched.stream().mapToLong(DataFile::bytes).sum());
    fetch(
        fetched,
        file -> {
          store.get(file.key(), Path.of(location(snapshot, file)));
          progress.add(file.bytes());
        });
  }

  /** Gives each file its location, and returns those that have to be fetched to it. */
  private List<DataFile> place(ObjectStore store, Snapshot snapshot, boolean remotely) {
    List<DataFile> fetched = new ArrayList<>();
    for (DataFile file : snapshot.files()) {
      String uri = store.uri(file.key());
      if (locations.containsKey(id(snapshot, file))) {
        continue;
      }
      if (remotely && isReadRemotely(store.connection(), snapshot.format(), uri)) {
        remote.put(
            "s3://" + store.bucket() + "/" + store.connection().prefix(), store.connection());
        put(snapshot, file, uri);
      } else {
        Path local =
            HiveFolders.below(folder, snapshot.partitionValues(file))
                .resolve(locations.size() + extensionOf(file.path()));
        makeFolder(local);
        put(snapshot, file, local.toString());
        fetched.add(file);
      }
    }
    return fetched;
  }

  private static void makeFolder(Path file) {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String id(Snapshot snapshot, DataFile file) {
    return snapshot.ref().store() + "/" + file.key();
  }

  private void put(Snapshot snapshot, DataFile file, String location) {
    locations.put(id(snapshot, file), location);
    names.put(location, snapshot.ref().dataset() + "/" + file.path());
  }

  private boolean isReadRemotely(StoreConnection store, Format format, String uri) {
    return extension.isPresent()
        && format.type() == Format.Type.PARQUET
        && store.accessKeyIdFile() != null
        && store.secretAccessKeyFile() != null
        && uri.chars().noneMatch(c -> "*?[]{}%".indexOf(c) >= 0);
  }

  /** Names without a file's own, which may hold characters that DuckDB takes for a pattern. */
  private static String extensionOf(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.indexOf('.');
    return dot < 0 ? "" : name.substring(dot).replaceAll("[^A-Za-z0-9.]", "");
  }

  private void fetch(List<DataFile> files, Consumer<DataFile> one) throws InterruptedException {
    if (files.isEmpty()) {
      return;
    }
    ExecutorService fetchers = Executors.newFixedThreadPool(Math.min(FETCHERS, files.size()));
    try {
      List<Future<?>> all = new ArrayList<>();
      for (DataFile file : files) {
        all.add(fetchers.submit(() -> one.accept(file)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } finally {
      fetchers.shutdownNow();
    }
  }

  /** What DuckDB reads for a file that was added. */
  String location(Snapshot snapshot, DataFile file) {
    String location = locations.get(id(snapshot, file));
    if (location == null) {
      throw new IllegalArgumentException(file.key() + " was not added");
    }
    return location;
  }

  /** A location as users know it: dataset and path. */
  String name(String location) {
    return names.getOrDefault(location, location);
  }

  /** A text of the engine, with locations as users know them. */
  String inWords(String message) {
    String text = message;
    for (Map.Entry<String, String> name : names.entrySet()) {
      text = text.replace(name.getKey(), name.getValue());
    }
    return text;
  }

  boolean isRemote() {
    return !remote.isEmpty();
  }

  /** Lets a session read the stores whose files are not fetched. */
  void admit(SqlSession session) throws InterruptedException {
    if (remote.isEmpty() || extension.isEmpty()) {
      return;
    }
    try {
      session.execute("LOAD " + QUOTING.literal(extension.get().toString()));
    } catch (SqlFailure e) {
      throw e.asUserError(
          "ExtensionNotLoaded",
          extension.get() + " is not the httpfs extension for this DuckDB; use the runner's image");
    }
    session.execute("SET http_timeout = 30");
    session.execute("SET http_retries = 4");
    int number = 0;
    for (Map.Entry<String, StoreConnection> scope : remote.entrySet()) {
      session.execute(secret("sluice_" + number, scope.getKey(), scope.getValue()));
      number++;
    }
  }

  /** The folder of files that were fetched, in which a confined session may write, too. */
  public Path folder() {
    return folder;
  }

  /** What a confined session may read. */
  List<String> folders() {
    List<String> folders = new ArrayList<>(remote.keySet());
    folders.add(folder + "/");
    return folders;
  }

  /** Lives in the session only, and is never logged. */
  private static String secret(String name, String scope, StoreConnection store) {
    List<String> options = new ArrayList<>();
    options.add("TYPE s3");
    options.add("SCOPE " + QUOTING.literal(scope));
    options.add("REGION " + QUOTING.literal(store.region()));
    options.add("KEY_ID " + QUOTING.literal(content(store.accessKeyIdFile())));
    options.add("SECRET " + QUOTING.literal(content(store.secretAccessKeyFile())));
    options.add("URL_STYLE " + QUOTING.literal(store.pathStyle() ? "path" : "vhost"));
    if (store.endpoint() != null) {
      URI endpoint = URI.create(store.endpoint());
      options.add("ENDPOINT " + QUOTING.literal(endpoint.getAuthority()));
      options.add("USE_SSL " + "https".equals(endpoint.getScheme()));
    }
    return "CREATE TEMPORARY SECRET "
        + QUOTING.identifier(name)
        + " ("
        + String.join(", ", options)
        + ")";
  }

  private static String content(@Nullable String file) {
    try {
      return Files.readString(Path.of(String.valueOf(file))).strip();
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          "The credentials file " + file + " of the object store cannot be read.",
          e);
    }
  }
}
