package dev.sluice.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a result so that it fits into a termination message. */
final class ResultFile {

  private static final int MAX_MESSAGE_CHARS = 1024;

  private ResultFile() {}

  static void write(Path file, StepResult result) throws IOException {
    Files.write(file, fit(result));
  }

  /**
   * The result as JSON of at most {@link StepResult#MAX_BYTES} bytes: samples go first, then checks
   * from the end, then the tail of the message.
   */
  static byte[] fit(StepResult result) throws JsonProcessingException {
    StepResult fitted = result;
    if (fitted.message().length() > MAX_MESSAGE_CHARS) {
      fitted = cut(fitted, MAX_MESSAGE_CHARS, fitted.failedChecks());
    }
    byte[] bytes = bytes(fitted);
    if (bytes.length > StepResult.MAX_BYTES) {
      List<StepResult.FailedCheck> bare = new ArrayList<>();
      for (StepResult.FailedCheck check : fitted.failedChecks()) {
        bare.add(
            new StepResult.FailedCheck(
                check.check(),
                check.column(),
                check.severity(),
                check.failures(),
                clip(check.message(), 200),
                List.of()));
      }
      fitted = cut(fitted, MAX_MESSAGE_CHARS, bare);
      bytes = bytes(fitted);
      while (bytes.length > StepResult.MAX_BYTES && !bare.isEmpty()) {
        bare.remove(bare.size() - 1);
        fitted = cut(fitted, MAX_MESSAGE_CHARS, bare);
        bytes = bytes(fitted);
      }
    }
    int chars = MAX_MESSAGE_CHARS;
    while (bytes.length > StepResult.MAX_BYTES && chars > 16) {
      chars /= 2;
      fitted = cut(fitted, chars, fitted.failedChecks());
      bytes = bytes(fitted);
    }
    return bytes;
  }

  private static StepResult cut(
      StepResult result, int messageChars, List<StepResult.FailedCheck> checks) {
    return new StepResult(
        result.protocolVersion(),
        result.outcome(),
        result.reason(),
        clip(result.message(), messageChars),
        result.results(),
        checks,
        true);
  }

  private static String clip(String text, int chars) {
    return text.length() <= chars ? text : text.substring(0, chars - 1) + "…";
  }

  private static byte[] bytes(StepResult result) throws JsonProcessingException {
    return Json.MAPPER.writeValueAsString(result).getBytes(StandardCharsets.UTF_8);
  }
}
