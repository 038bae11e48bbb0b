package dev.sluice.operator.kube;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.PodReader;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events of one watch of pods: one JSON document a line, in chunks of any size. */
final class PodStream {

  private static final Logger log = LoggerFactory.getLogger(PodStream.class);

  /** The API server has forgotten the version from which the watch should go on. */
  static final class Gone extends RuntimeException {
    Gone(String message) {
      super(message);
    }
  }

  private final PodWatch.Listener listener;
  private byte[] buffer = new byte[16 * 1024];
  private int length;
  private volatile String version;
  private volatile boolean heard;
  private volatile @Nullable RuntimeException failure;

  /**
   * @param version from which the watch goes on
   */
  PodStream(PodWatch.Listener listener, String version) {
    this.listener = listener;
    this.version = version;
  }

  /** Takes what has arrived, and tells of each event that is complete. */
  void take(ByteBuffer bytes) {
    heard = true;
    int from = length;
    int arrived = bytes.remaining();
    if (length + arrived > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + arrived));
    }
    bytes.get(buffer, length, arrived);
    length += arrived;
    int start = 0;
    for (int i = from; i < length; i++) {
      if (buffer[i] == '\n') {
        event(start, i - start);
        start = i + 1;
      }
    }
    System.arraycopy(buffer, start, buffer, 0, length - start);
    length -= start;
  }

  /** Whether anything has arrived. */
  boolean heard() {
    return heard;
  }

  /** The version from which the next watch goes on. */
  String version() {
    return version;
  }

  /** What has arrived since the last whole line. */
  String rest() {
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }

  /** Why the watch cannot go on; null: it can. */
  @Nullable RuntimeException failure() {
    return failure;
  }

  /** One odd pod must not end the watch that all runs live on. */
  private void event(int start, int size) {
    try (JsonParser parser = PodReader.parser(buffer, start, size)) {
      String[] event = {"", "", ""};
      parser.nextToken();
      PodReader.eachField(
          parser,
          field -> {
            switch (field) {
              case "type" -> event[0] = parser.getText();
              case "object" -> object(event[0], parser);
              case "message" -> event[1] = parser.getText();
              case "code" -> event[2] = parser.getText();
              default -> parser.skipChildren();
            }
          });
      if (!event[2].isEmpty()) {
        // Not an event, but the answer to a watch that was refused.
        failure = failure(event[1], event[2]);
      }
    } catch (IOException | RuntimeException e) {
      log.error(
          "An event is left out of account: {}",
          Conditions.clip(new String(buffer, start, size, StandardCharsets.UTF_8), 300),
          e);
    }
  }

  private void object(String type, JsonParser parser) throws IOException {
    if (type.equals("ERROR")) {
      String[] status = {"", "0"};
      PodReader.eachField(
          parser,
          field -> {
            switch (field) {
              case "message" -> status[0] = parser.getText();
              case "code" -> status[1] = parser.getText();
              default -> parser.skipChildren();
            }
          });
      failure = failure(status[0], status[1]);
      return;
    }
    PodObservation pod = PodReader.read(parser);
    version = String.valueOf(pod.version());
    switch (type) {
      case "ADDED", "MODIFIED" -> listener.changed(pod);
      case "DELETED" -> listener.gone(pod);
      case "BOOKMARK" -> log.trace("Bookmark {}", version);
      default -> log.warn("Event {} of a watch of pods is not known", type);
    }
  }

  private static RuntimeException failure(String message, String code) {
    return code.equals("410")
        ? new Gone(message)
        : new KubernetesClientException(message, Integer.parseInt(code), null);
  }
}
