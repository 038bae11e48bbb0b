package dev.sluice.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextCheckTest {

  @TempDir private Path folder;

  @Test
  void charactersAcrossBufferEdgesAreFine() throws Exception {
    for (int shift = 0; shift < 4; shift++) {
      byte[] text = ("x".repeat(65_534 + shift) + "😀\n").getBytes(StandardCharsets.UTF_8);
      assertThatCode(() -> verify(text, FakeLake.csv())).doesNotThrowAnyException();
    }
  }

  @Test
  void offsetAndLineOfABadByteAreRightInALaterBuffer() {
    byte[] text = ("x\n".repeat(50_000) + "ab?").getBytes(StandardCharsets.UTF_8);
    text[100_002] = (byte) 0xC3;
    StepFailure failure = failure(text, FakeLake.csv());
    assertThat(failure.result().reason()).isEqualTo("InvalidEncoding");
    assertThat(failure.getMessage()).contains("line 50001", "byte offset 100002", "byte 0xC3");
  }

  @Test
  void quotesMayBeDoubledAndOfOtherFormatsAreNotCounted() {
    Format backslash =
        new Format(Format.Type.CSV, true, ",", "\"", "\\", "", false, java.util.List.of());
    byte[] text = "a\n\"5\\\" pipe\"\n".getBytes(StandardCharsets.UTF_8);
    assertThatCode(() -> verify(text, backslash)).doesNotThrowAnyException();
    byte[] doubled = "a\n\"5\"\" pipe\"\n".getBytes(StandardCharsets.UTF_8);
    assertThatCode(() -> verify(doubled, FakeLake.csv())).doesNotThrowAnyException();
  }

  @Test
  void emptyFileIsRefused() {
    assertThat(failure(new byte[0], FakeLake.csv()).result().reason()).isEqualTo("EmptyInput");
  }

  private StepFailure failure(byte[] text, Format format) {
    return catchThrowableOfType(StepFailure.class, () -> verify(text, format));
  }

  private void verify(byte[] text, Format format) throws Exception {
    Path file = Files.write(folder.resolve("a.csv"), text);
    TextCheck.verify(file, "a.csv", format);
  }
}
