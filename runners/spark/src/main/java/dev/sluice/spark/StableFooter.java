package dev.sluice.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Makes equal rows equal bytes. Parquet's writer lists the encodings of a column in the order of a
 * hash set of identities, which differs from process to process; checksums must not.
 */
final class StableFooter {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL_BYTES = Integer.BYTES + MAGIC.length;

  private StableFooter() {}

  /** Rewrites the end of a Parquet file in place. */
  static void rewrite(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size() - TAIL_BYTES;
      int length = read(channel, end, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt();
      long start = end - length;
      FileMetaData footer =
          Util.readFileMetaData(new ByteArrayInputStream(read(channel, start, length).array()));
      for (RowGroup group : footer.getRow_groups()) {
        for (ColumnChunk column : group.getColumns()) {
          Collections.sort(column.getMeta_data().getEncodings());
        }
      }
      ByteArrayOutputStream stable = new ByteArrayOutputStream(length);
      Util.writeFileMetaData(footer, stable);
      ByteBuffer bytes =
          ByteBuffer.allocate(stable.size() + TAIL_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(stable.toByteArray())
              .putInt(stable.size())
              .put(MAGIC)
              .flip();
      channel.truncate(start).position(start);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {}
    return bytes.flip();
  }
}
