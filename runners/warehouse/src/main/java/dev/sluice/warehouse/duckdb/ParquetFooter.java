package dev.sluice.warehouse.duckdb;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.StoreFailure;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The last kilobytes of a Parquet file as a sparse file that has nothing but its footer, which is
 * all that DuckDB reads to describe it.
 */
public final class ParquetFooter {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int FIRST_READ = 64 * 1024;
  private static final int TAIL = 8;

  private ParquetFooter() {}

  /**
   * Fetches it.
   *
   * @param dataset for messages
   */
  public static void fetch(ObjectStore store, DataFile file, String dataset, Path target) {
    byte[] end = last(store, file, FIRST_READ);
    int footer = end.length < TAIL ? 0 : length(end);
    if (footer + TAIL > end.length && footer + TAIL <= file.bytes()) {
      end = last(store, file, footer + TAIL);
    }
    if (end.length < TAIL + MAGIC.length || footer + TAIL > end.length) {
      throw new StepFailure.UserError(
          "MalformedFile",
          "File " + dataset + "/" + file.path() + " is no Parquet file: check what produces it.");
    }
    try (RandomAccessFile sparse = new RandomAccessFile(target.toFile(), "rw")) {
      sparse.write(MAGIC);
      sparse.seek(file.bytes() - end.length);
      sparse.write(end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int length(byte[] end) {
    return ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(end.length - TAIL);
  }

  private static byte[] last(ObjectStore store, DataFile file, int bytes) {
    long start = Math.max(0, file.bytes() - bytes);
    String range = "bytes=" + start + "-" + Math.max(0, file.bytes() - 1);
    try {
      return store
          .s3()
          .getObjectAsBytes(b -> b.bucket(store.bucket()).key(store.key(file.key())).range(range))
          .asByteArray();
    } catch (SdkException e) {
      throw StoreFailure.translate(e, store.connection(), "read " + store.uri(file.key()));
    }
  }
}
