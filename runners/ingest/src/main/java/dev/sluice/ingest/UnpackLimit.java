package dev.sluice.ingest;

import dev.sluice.protocol.StepFailure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Stops archives that are made to fill a disk: real data of more than a gibibyte does not shrink to
 * a hundredth of its size.
 */
final class UnpackLimit {

  static final long HARMLESS_BYTES = 1L << 30;
  static final int MAX_RATIO = 100;

  private final long packedBytes;
  private final long maxBytes;
  private long unpackedBytes;

  UnpackLimit(long packedBytes) {
    this(packedBytes, HARMLESS_BYTES);
  }

  UnpackLimit(long packedBytes, long harmlessBytes) {
    this.packedBytes = packedBytes;
    this.maxBytes = Math.max(harmlessBytes, packedBytes * MAX_RATIO);
  }

  /** The content of an entry, counted with all others of its archive. */
  InputStream watch(InputStream content, String path, String source) {
    return new FilterInputStream(content) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        count(n);
        return n;
      }

      private void count(int n) {
        unpackedBytes += Math.max(0, n);
        if (unpackedBytes > maxBytes) {
          throw tooLarge(path, source);
        }
      }
    };
  }

  private StepFailure.UserError tooLarge(String path, String source) {
    return new StepFailure.UserError(
        "ArchiveTooLarge",
        String.format(
            Locale.ROOT,
            "%s looks like a decompression bomb: its %,d bytes unpack to more than %,d (reached in"
                + " %s). If the data is real, serve it less compressed.",
            source,
            packedBytes,
            maxBytes,
            path));
  }
}
