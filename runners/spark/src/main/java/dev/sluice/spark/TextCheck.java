package dev.sluice.spark;

import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Refuses text files that Spark would read without complaint but wrongly: bytes that are not UTF-8
 * become replacement characters there, and a quote that is never closed swallows what follows.
 */
final class TextCheck {

  private static final int BUFFER_BYTES = 1 << 16;

  private final String file;
  private final int quote;
  private final boolean quotesSpanLines;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final CharBuffer discarded = CharBuffer.allocate(BUFFER_BYTES);

  private long offset;
  private long line = 1;
  private long openSince;
  private boolean open;

  private TextCheck(String file, Format format) {
    this.file = file;
    boolean csv = format.type() == Format.Type.CSV || format.type() == Format.Type.TSV;
    // Only where a quote is escaped by a quote, the number of quotes in a record is even.
    boolean counted = csv && format.quote().length() == 1 && format.escape().equals(format.quote());
    this.quote = counted && format.quote().charAt(0) < 0x80 ? format.quote().charAt(0) : -1;
    this.quotesSpanLines = format.multiLine();
  }

  /**
   * Reads the whole file once.
   *
   * @param name of the file for messages
   * @throws StepFailure.UserError {@code EmptyInput}, {@code InvalidEncoding} or {@code
   *     MalformedInput}
   */
  static void verify(Path path, String name, Format format) throws IOException {
    new TextCheck(name, format).run(path);
  }

  private void run(Path path) throws IOException {
    byte[] bytes = new byte[BUFFER_BYTES];
    int kept = 0;
    try (InputStream in = Files.newInputStream(path)) {
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes, kept, bytes.length - kept)) {
        int filled = kept + n;
        ByteBuffer chunk = ByteBuffer.wrap(bytes, 0, filled);
        decode(chunk, false, bytes);
        int decoded = chunk.position();
        countQuotes(bytes, decoded);
        offset += decoded;
        kept = filled - decoded;
        System.arraycopy(bytes, decoded, bytes, 0, kept);
      }
    }
    decode(ByteBuffer.wrap(bytes, 0, kept), true, bytes);
    if (open) {
      throw unclosed();
    }
    if (offset == 0) {
      throw new StepFailure.UserError(
          "EmptyInput",
          file + " is empty. Correct the source, or leave the file out with the input's path.");
    }
  }

  private void decode(ByteBuffer chunk, boolean last, byte[] bytes) {
    while (true) {
      discarded.clear();
      CoderResult result = decoder.decode(chunk, discarded, last);
      if (result.isUnderflow()) {
        return;
      }
      if (result.isError()) {
        int at = chunk.position();
        long badLine = line;
        for (int i = 0; i < at; i++) {
          badLine += bytes[i] == '\n' ? 1 : 0;
        }
        throw new StepFailure.UserError(
            "InvalidEncoding",
            String.format(
                "%s is not UTF-8: line %d, byte offset %d, byte 0x%02X. Convert it first, for"
                    + " example with iconv -f LATIN1 -t UTF-8.",
                file, badLine, offset + at, bytes[at]));
      }
    }
  }

  /** Counts lines, and quotes in them. A byte below 0x80 is never part of a longer character. */
  private void countQuotes(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      if (b == '\n') {
        if (open && !quotesSpanLines) {
          throw unclosed();
        }
        line++;
      } else if (b == quote) {
        open = !open;
        openSince = line;
      }
    }
  }

  private StepFailure.UserError unclosed() {
    String remedy =
        quotesSpanLines
            ? "Correct the file, or set quote to the character that the file uses."
            : "If fields span lines set multiLine: true; if quotes mean nothing in this file set"
                + " quote: \"\".";
    return new StepFailure.UserError(
        "MalformedInput",
        file + ", line " + openSince + ": a quoted field is not closed. " + remedy);
  }
}
