package dev.sluice.dbt;

import dev.sluice.protocol.Json;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * What one execution of a step leaves for later ones: dbt's artifacts, and what they are about. It
 * is one file, so that it is there whole or not at all.
 */
final class Memory {

  static final List<String> ARTIFACTS =
      List.of("manifest.json", "run_results.json", "sources.json");

  private static final String ABOUT = "about.json";

  private Memory() {}

  /**
   * What the artifacts are about.
   *
   * @param run name of the run
   * @param runUid UID of the run
   * @param date of the run
   * @param attempt of the task
   * @param fencingToken of the attempt; a newer execution has a higher one
   * @param digest of project and step
   * @param command index of the command that the artifacts are of
   * @param nodes how the nodes of the project have fared up to then
   */
  record About(
      String run,
      String runUid,
      String date,
      int attempt,
      long fencingToken,
      String digest,
      int command,
      List<NodeResult> nodes) {
    About {
      nodes = nodes == null ? List.of() : List.copyOf(nodes);
    }
  }

  static void write(Path zip, About about, Path artifacts) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(ABOUT));
      out.write(Json.MAPPER.writeValueAsBytes(about));
      for (String name : ARTIFACTS) {
        Path file = artifacts.resolve(name);
        if (Files.exists(file)) {
          out.putNextEntry(new ZipEntry(name));
          Files.copy(file, out);
        }
      }
    }
  }

  /** Unpacks the artifacts into a folder, without what they are about. */
  static About read(Path zip, Path folder) {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (String name : ARTIFACTS) {
        ZipEntry entry = file.getEntry(name);
        if (entry != null) {
          try (InputStream in = file.getInputStream(entry)) {
            Files.copy(in, folder.resolve(name));
          }
        }
      }
      return about(file);
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "StateUnreadable",
          "What an earlier execution left below _sluice in the report store is not as Sluice writes"
              + " it: delete its folder _dbt and run the step again.",
          e);
    }
  }

  /** What a memory is about, without its artifacts. */
  static About about(ZipFile file) throws IOException {
    ZipEntry entry = file.getEntry(ABOUT);
    if (entry == null) {
      throw new IOException("It has no " + ABOUT);
    }
    try (InputStream in = file.getInputStream(entry)) {
      return Json.MAPPER.readValue(in, About.class);
    }
  }
}
