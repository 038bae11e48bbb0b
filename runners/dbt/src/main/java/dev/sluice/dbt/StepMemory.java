package dev.sluice.dbt;

import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a step in its report store, {@code _sluice/<namespace>/_dbt/<step>}: the artifacts
 * of its last success and of its newest execution, and the documentation of its project.
 */
final class StepMemory implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StepMemory.class);
  private static final String LAST_SUCCESS = "last-success.zip";
  private static final String NEWEST = "newest.zip";
  // The page reads both others, so it comes last.
  private static final List<String> DOCS = List.of("manifest.json", "catalog.json", "index.html");

  private final @Nullable ObjectStore store;
  private final RunContext run;
  private final Path scratch;

  private StepMemory(@Nullable ObjectStore store, RunContext run, Path scratch) {
    this.store = store;
    this.run = run;
    this.scratch = scratch;
  }

  static StepMemory of(StepRequest request, StepContext context) {
    ReportTarget report = request.report();
    return new StepMemory(
        report == null ? null : ObjectStore.connect(request.store(report.store())),
        request.run(),
        context.scratch());
  }

  /**
   * Puts the artifacts of a step's last success into a folder; before the first one, those of a
   * project without any node, beside which everything is new.
   */
  void lastSuccess(String step, Path folder) throws IOException {
    Files.createDirectories(folder);
    Memory.About about = fetch(path(step, LAST_SUCCESS), folder);
    if (about == null) {
      Files.writeString(folder.resolve("manifest.json"), EmptyManifest.JSON);
      log.info("{} has not succeeded yet: every node counts as new.", step);
    } else {
      log.info("Compared with run {} of {}, date {}.", about.run(), step, about.date());
    }
  }

  /** Puts the artifacts of the step's newest execution into a folder. */
  Optional<Memory.About> newest(Path folder) throws IOException {
    Files.createDirectories(folder);
    return Optional.ofNullable(fetch(path(run.task(), NEWEST), folder));
  }

  void keepNewest(Memory.About about, Path artifacts) throws IOException {
    keep(NEWEST, about, artifacts);
  }

  void keepSuccess(Memory.About about, Path artifacts) throws IOException {
    keep(LAST_SUCCESS, about, artifacts);
  }

  /** Keeps the documentation under a path that stays the same, and says where; null: nowhere. */
  @Nullable String keepDocs(Path target) {
    if (store == null) {
      return null;
    }
    String folder = path(run.task(), "docs");
    for (String name : DOCS) {
      String type = name.endsWith(".html") ? "text/html; charset=utf-8" : "application/json";
      store.put(folder + "/" + name, target.resolve(name), type);
    }
    return store.uri(folder + "/index.html");
  }

  private void keep(String name, Memory.About about, Path artifacts) throws IOException {
    if (store == null) {
      return;
    }
    Path zip = scratch.resolve(name);
    try {
      if (newerIsKept(name, about.fencingToken())) {
        log.info("A newer execution has left its artifacts already; these are not kept.");
        return;
      }
      Memory.write(zip, about, artifacts);
      store.put(path(run.task(), name), zip, "application/zip");
    } catch (StepFailure.Transient e) {
      // The models are built: without the artifacts a later execution only does more than it must.
      log.warn("The artifacts for later executions could not be kept: {}", e.getMessage());
    }
  }

  private boolean newerIsKept(String name, long token) throws IOException {
    Path zip = scratch.resolve("kept-" + name);
    if (!get(path(run.task(), name), zip)) {
      return false;
    }
    try (ZipFile file = new ZipFile(zip.toFile())) {
      return Memory.about(file).fencingToken() > token;
    } finally {
      Files.delete(zip);
    }
  }

  private Memory.@Nullable About fetch(String path, Path folder) throws IOException {
    Path zip = scratch.resolve("memory.zip");
    if (!get(path, zip)) {
      return null;
    }
    try {
      return Memory.read(zip, folder);
    } finally {
      Files.delete(zip);
    }
  }

  private boolean get(String path, Path file) {
    if (store == null || store.list(parent(path)).stream().noneMatch(o -> o.path().equals(path))) {
      return false;
    }
    store.get(path, file);
    return true;
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private String path(String step, String name) {
    return "_sluice/" + run.namespace() + "/_dbt/" + step + "/" + name;
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
