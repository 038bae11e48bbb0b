package dev.sluice.ingest;

import dev.sluice.lake.Glob;
import dev.sluice.protocol.IngestStep.Unpack;
import dev.sluice.protocol.StepFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A fetched file and the files within. Every name is judged, also of files that are not wanted: an
 * archive that tries to leave its folder is not trusted at all.
 */
final class Archive {

  private static final int SHOWN = 10;
  private static final int MAX_FILES = 10_000;

  private final Path file;
  private final String source;
  private final List<Glob> include;
  private final UnpackLimit limit;
  private final Target target;
  private final List<String> skipped = new ArrayList<>();
  private int taken;

  /** Takes the files one after another. */
  @FunctionalInterface
  interface Target {
    /**
     * @param content to be read to its end; what it throws is a fault of the archive
     */
    void take(String path, InputStream content) throws IOException, InterruptedException;
  }

  /** Reads an archive, or ends a broken one with a message that names the entry. */
  @FunctionalInterface
  private interface Reading {
    void run() throws IOException, InterruptedException;
  }

  /**
   * @param source how messages name it
   * @param include what is wanted of it; empty: all
   */
  Archive(Path file, String source, List<Glob> include, UnpackLimit limit, Target target) {
    this.file = file;
    this.source = source;
    this.include = List.copyOf(include);
    this.limit = limit;
    this.target = target;
  }

  /**
   * Hands every wanted file to the target.
   *
   * @param name path of the file in the dataset when it is none of a multi-file archive
   */
  void unpack(Unpack how, String name) throws InterruptedException {
    switch (how) {
      case NONE -> reading(name, () -> takeFrom(name, open()));
      case GZIP -> reading(name, () -> takeFrom(name, gunzip()));
      case ZIP -> reading("its directory", this::unzip);
      case TAR -> reading("its first entry", () -> untar(open()));
      case TAR_GZ -> reading("its first entry", () -> untar(gunzip()));
    }
    if (taken == 0) {
      throw new StepFailure.UserError(
          "NothingMatched",
          skipped.isEmpty()
              ? source + " is an archive without files."
              : "No file of "
                  + source
                  + " is matched by include. It holds "
                  + skipped
                  + (skipped.size() == SHOWN ? " and perhaps more" : "")
                  + ": correct include of the source.");
    }
  }

  private void unzip() throws IOException, InterruptedException {
    try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
      for (Enumeration<ZipArchiveEntry> all = zip.getEntries(); all.hasMoreElements(); ) {
        ZipArchiveEntry entry = all.nextElement();
        String path = EntryPath.of(entry.getName(), source);
        if (entry.isUnixSymlink()) {
          throw link(entry.getName());
        }
        if (entry.isDirectory() || !wanted(path)) {
          continue;
        }
        if (!zip.canReadEntryData(entry)) {
          throw new StepFailure.UserError(
              "ArchiveUnsupported",
              entry.getName()
                  + " in "
                  + source
                  + " is encrypted or compressed in a way that is not supported: repack it with"
                  + " deflate and without a password.");
        }
        reading(path, () -> takeChecked(path, entry, zip));
      }
    }
  }

  /** The library leaves the comparison of the checksum to its user. */
  private void takeChecked(String path, ZipArchiveEntry entry, ZipFile zip)
      throws IOException, InterruptedException {
    CheckedInputStream content = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
    takeFrom(path, content);
    if (content.getChecksum().getValue() != entry.getCrc()) {
      throw new IOException("its checksum is wrong");
    }
  }

  private void untar(InputStream in) throws IOException, InterruptedException {
    String last = "its first entry";
    try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      while (true) {
        TarArchiveEntry entry = next(tar, last);
        if (entry == null) {
          return;
        }
        last = "the entry after " + entry.getName();
        String path = EntryPath.of(entry.getName(), source);
        if (entry.isSymbolicLink() || entry.isLink()) {
          throw link(entry.getName());
        }
        if (!entry.isDirectory() && !entry.isFile()) {
          throw new StepFailure.UserError(
              "UnsafePath",
              source + " holds a device or pipe named " + entry.getName() + ": repack it.");
        }
        if (entry.isFile() && wanted(path)) {
          reading(path, () -> take(path, tar));
        }
      }
    }
  }

  private TarArchiveEntry next(TarArchiveInputStream tar, String what) throws InterruptedException {
    TarArchiveEntry[] next = new TarArchiveEntry[1];
    reading(what, () -> next[0] = tar.getNextEntry());
    return next[0];
  }

  private boolean wanted(String path) {
    if (include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(path))) {
      return true;
    }
    if (skipped.size() < SHOWN) {
      skipped.add(path);
    }
    return false;
  }

  private void takeFrom(String path, InputStream content) throws IOException, InterruptedException {
    try (content) {
      take(path, content);
    }
  }

  private void take(String path, InputStream content) throws IOException, InterruptedException {
    if (++taken > MAX_FILES) {
      throw new StepFailure.UserError(
          "TooManyFiles",
          source
              + " holds more than "
              + MAX_FILES
              + " files: narrow it with include, or repack it into fewer.");
    }
    target.take(path, limit.watch(content, path, source));
  }

  private void reading(String entry, Reading reading) throws InterruptedException {
    try {
      reading.run();
    } catch (ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedException("cancelled");
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new StepFailure.UserError(
          "ArchiveCorrupt",
          source
              + " is damaged or not of the kind that unpack says: "
              + entry
              + " cannot be read ("
              + why
              + "). Fetch it from a good copy, give its sha256, or correct unpack.",
          e);
    }
  }

  private StepFailure.UserError link(String name) {
    return new StepFailure.UserError(
        "UnsafePath",
        source
            + " holds a link named "
            + name
            + ", which could lead out of the dataset. Nothing of it is taken; repack it without"
            + " links.");
  }

  private InputStream open() throws IOException {
    return new BufferedInputStream(Files.newInputStream(file));
  }

  private InputStream gunzip() throws IOException {
    return GzipCompressorInputStream.builder()
        .setInputStream(open())
        .setDecompressConcatenated(true)
        .get();
  }
}
