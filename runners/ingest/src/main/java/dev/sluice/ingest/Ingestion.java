package dev.sluice.ingest;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Digest;
import dev.sluice.lake.Glob;
import dev.sluice.lake.Manifest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Publication;
import dev.sluice.lake.SourceState;
import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.IngestStep.Unpack;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings sources, one after another, into the slice of a publication. */
final class Ingestion {

  private static final Logger log = LoggerFactory.getLogger(Ingestion.class);
  private static final int BUFFER_BYTES = 1 << 16;

  private final ObjectStore store;
  private final Publication publication;
  private final @Nullable Manifest known;
  private final StepContext context;

  private final List<DataFile> files = new ArrayList<>();
  private final Map<String, String> sourceOfFile = new HashMap<>();
  private final List<SourceState> states = new ArrayList<>();

  /**
   * @param known manifest whose sources are compared with; null when there is none
   */
  Ingestion(
      ObjectStore store, Publication publication, @Nullable Manifest known, StepContext context) {
    this.store = store;
    this.publication = publication;
    this.known = known;
    this.context = context;
  }

  List<DataFile> files() {
    return List.copyOf(files);
  }

  List<SourceState> states() {
    return List.copyOf(states);
  }

  /** Fetches one origin of a source unless it is unchanged, and uploads what is in it. */
  void take(IngestStep.Source source, Origin origin) throws IOException, InterruptedException {
    context.phase("fetch");
    String recipe = recipe(source, origin);
    SourceState before = before(origin, recipe);
    Path fetchedFile = context.scratch().resolve("source");
    Origin.Fetched fetched = origin.fetch(fetchedFile, before, context);
    if (fetched == null && before != null) {
      reuse(before);
      return;
    }
    if (fetched == null) {
      throw new StepFailure.Crash(origin.name() + " says unchanged, but was never fetched.");
    }
    verify(source, origin, fetched);
    if (before != null && before.sha256().equals(fetched.sha256())) {
      reuse(before);
      return;
    }
    log.info("Fetched {}: {} bytes", origin.name(), fetched.bytes());
    int first = files.size();
    unpack(source, origin, fetchedFile, fetched.bytes());
    Files.delete(fetchedFile);
    List<String> paths = files.subList(first, files.size()).stream().map(DataFile::path).toList();
    states.add(
        new SourceState(
            origin.name(),
            recipe,
            fetched.etag(),
            fetched.lastModified(),
            fetched.bytes(),
            fetched.sha256(),
            paths));
  }

  /** Everything but its content that decides what a source becomes. */
  private static String recipe(IngestStep.Source source, Origin origin) {
    return Digest.ofText(
        String.join(
            "\n",
            origin.identity(),
            source.unpack().name(),
            String.join("\t", source.include()),
            String.valueOf(source.as()),
            String.valueOf(source.sha256())));
  }

  private @Nullable SourceState before(Origin origin, String recipe) {
    if (known == null) {
      return null;
    }
    List<String> present = known.files().stream().map(DataFile::path).toList();
    return known.sources().stream()
        .filter(state -> state.source().equals(origin.name()) && state.recipe().equals(recipe))
        .filter(state -> present.containsAll(state.files()))
        .findFirst()
        .orElse(null);
  }

  private void reuse(SourceState state) {
    log.info("Unchanged, not taken again: {}", state.source());
    if (known != null) {
      for (DataFile file : known.files()) {
        if (state.files().contains(file.path())) {
          add(file, state.source());
        }
      }
    }
    states.add(state);
  }

  private static void verify(IngestStep.Source source, Origin origin, Origin.Fetched fetched) {
    if (fetched.bytes() == 0) {
      throw empty("Source " + origin.name());
    }
    String expected = source.sha256();
    if (expected != null && !expected.toLowerCase(Locale.ROOT).equals(fetched.sha256())) {
      throw new StepFailure.UserError(
          "ChecksumMismatch",
          "Source "
              + origin.name()
              + " has SHA-256 "
              + fetched.sha256()
              + ", but its sha256 says "
              + expected
              + ". If the new content is right, correct sha256; nothing was published.");
    }
  }

  private void unpack(IngestStep.Source source, Origin origin, Path file, long bytes)
      throws InterruptedException {
    context.phase("unpack");
    List<Glob> include = source.include().stream().map(Glob::of).toList();
    int first = files.size();
    new Archive(
            file,
            origin.name(),
            include,
            new UnpackLimit(bytes),
            (path, content) -> upload(origin, named(source, path, first), content))
        .unpack(source.unpack(), singlePath(source, origin));
  }

  /** The path of a file that is not one of several in an archive. */
  private static String singlePath(IngestStep.Source source, Origin origin) {
    String path = source.as() == null ? origin.defaultPath() : source.as();
    if (source.as() == null
        && source.unpack() == Unpack.GZIP
        && path.toLowerCase(Locale.ROOT).endsWith(".gz")) {
      path = path.substring(0, path.length() - ".gz".length());
    }
    if (path.isEmpty()) {
      throw new StepFailure.UserError(
          "NoFileName",
          "Source " + origin.name() + " has no file name at its end: give it one with fileName.");
    }
    return EntryPath.of(path, "Source " + origin.name());
  }

  private String named(IngestStep.Source source, String path, int first) {
    if (source.as() == null) {
      return path;
    }
    if (files.size() > first) {
      throw new StepFailure.UserError(
          "SeveralFiles",
          "The source with fileName "
              + source.as()
              + " has more than one file ("
              + path
              + " among them): leave fileName out.");
    }
    return EntryPath.of(source.as(), "The source");
  }

  private void upload(Origin origin, String path, InputStream content)
      throws IOException, InterruptedException {
    Path file = context.scratch().resolve("entry");
    MessageDigest sha256 = Digest.sha256();
    long bytes = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    Progress unpacked = context.progress("unpack " + path, "bytes", 0);
    try (OutputStream out = open(file)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        context.checkCancelled();
        write(out, buffer, n);
        sha256.update(buffer, 0, n);
        bytes += n;
        unpacked.add(n);
      }
    }
    if (bytes == 0) {
      throw empty(path + " of " + origin.name());
    }
    context.phase("upload");
    String key = publication.rawPath(path);
    add(new DataFile(key, path, bytes, null, Digest.checksum(Digest.hex(sha256))), origin.name());
    Progress progress = context.progress("upload " + path, "bytes", bytes);
    store.put(key, file, contentType(path), progress::add);
    Files.delete(file);
  }

  private void add(DataFile file, String source) {
    String other = sourceOfFile.putIfAbsent(file.path(), source);
    if (other != null) {
      throw new StepFailure.UserError(
          "DuplicateFile",
          "Both "
              + other
              + " and "
              + source
              + " give a file "
              + file.path()
              + ": rename one with fileName, or narrow them with include.");
    }
    files.add(file);
  }

  private static StepFailure.UserError empty(String what) {
    return new StepFailure.UserError(
        "SourceEmpty",
        what + " is empty (0 bytes): check what its owner put there, or leave it out.");
  }

  /** Failures of the local disk must not look like a damaged archive. */
  private static OutputStream open(Path file) {
    try {
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(OutputStream out, byte[] buffer, int n) {
    try {
      out.write(buffer, 0, n);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String contentType(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv")) {
      return "text/csv";
    }
    return lower.endsWith(".json") ? "application/json" : "application/octet-stream";
  }
}
