package dev.sluice.spark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Refuses a file of more than one JSON document, of which Spark would read only the first. */
final class JsonCheck {

  private JsonCheck() {}

  /**
   * Reads the whole file once.
   *
   * @param name of the file for messages
   */
  static void verify(Path path, String name) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(path.toFile())) {
      if (parser.nextToken() == null) {
        throw malformed(name, "there is no JSON document in it", null);
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw malformed(
            name,
            "a second JSON document begins in line "
                + parser.currentTokenLocation().getLineNr()
                + ". Leave multiLine out when each line is a document",
            null);
      }
    } catch (JsonProcessingException e) {
      throw malformed(
          name,
          "line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ": "
              + e.getOriginalMessage(),
          e);
    }
  }

  private static StepFailure.UserError malformed(
      String name, String what, @Nullable Throwable cause) {
    return new StepFailure.UserError("MalformedInput", name + ": " + what + ".", cause);
  }
}
