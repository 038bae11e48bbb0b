package dev.sluice.dev.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** The text of a kubeconfig with one cluster, one user and one namespace. */
record Kubeconfig(String server, String certificateAuthority, String namespace, String token) {

  String yaml() {
    return """
    apiVersion: v1
    kind: Config
    current-context: local
    clusters:
      - name: local
        cluster:
          server: %s
          certificate-authority-data: %s
    users:
      - name: local
        user:
          token: %s
    contexts:
      - name: local
        context:
          cluster: local
          user: local
          namespace: %s
    """
        .formatted(
            server,
            Base64.getEncoder()
                .encodeToString(certificateAuthority.getBytes(StandardCharsets.UTF_8)),
            token,
            namespace);
  }

  /** Writes text to a file that only its owner can read, from the first byte on. */
  static void writePrivately(Path file, String text) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
