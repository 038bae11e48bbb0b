package dev.sluice.lake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;

/** SHA-256 of files, texts and datasets. */
public final class Digest {

  private static final int BUFFER_BYTES = 1 << 16;

  private Digest() {}

  /**
   * The digest of a set of files, hex: of the lines {@code path TAB checksum TAB rows}, sorted by
   * path. Equal digests mean equal data, wherever it is stored.
   */
  public static String of(Collection<DataFile> files) {
    MessageDigest sha256 = sha256();
    files.stream()
        .sorted(Comparator.comparing(DataFile::path).thenComparing(DataFile::checksum))
        .forEach(
            file ->
                sha256.update(
                    (file.path() + "\t" + file.checksum() + "\t" + file.rows() + "\n")
                        .getBytes(StandardCharsets.UTF_8)));
    return hex(sha256);
  }

  /** The checksum of a file as a {@link DataFile} holds it: {@code sha256:} and hex. */
  public static String checksum(Path file) throws IOException {
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
    }
    return checksum(hex(sha256));
  }

  /** The checksum of a {@link DataFile} from the hex of its SHA-256. */
  public static String checksum(String sha256Hex) {
    return "sha256:" + sha256Hex;
  }

  /** SHA-256 of a text in UTF-8, hex. */
  public static String ofText(String text) {
    MessageDigest sha256 = sha256();
    sha256.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(sha256);
  }

  /** A new SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Finishes a digest. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
