package dev.sluice.dbt;

import dev.sluice.protocol.Json;
import dev.sluice.protocol.ModelStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells whether two attempts run the same project in the same way. */
final class ProjectDigest {

  private ProjectDigest() {}

  /** SHA-256 of a step and of the files of its project, in hex. */
  static String of(ModelStep step, Path folder) throws IOException {
    MessageDigest digest = sha256();
    digest.update(Json.MAPPER.writeValueAsBytes(step));
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        String name = folder.relativize(file) + "\n" + Files.size(file) + "\n";
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
