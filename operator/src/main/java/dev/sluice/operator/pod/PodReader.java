package dev.sluice.operator.pod;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a pod what an observation needs, and skips the rest: specs and managedFields are nine
 * tenths of a pod, and pods are most of what the operator reads.
 */
public final class PodReader {

  /** Names in managedFields hold UIDs, so that they are not worth to be kept for ever. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private String namespace = "";
  private String name = "";
  private String uid = "";
  private String version = "0";
  private @Nullable Instant createdAt;
  private boolean deleting;
  private String task = "";
  private String attempt = "";
  private @Nullable String revision;
  private String uses = "";
  private String ownerUid = "";
  private String ownerKind = "";
  private String ownerName = "";
  private @Nullable String phase;
  private @Nullable String reason;
  private @Nullable String detail;
  private @Nullable String unscheduledReason;
  private @Nullable String unscheduledDetail;
  private @Nullable ContainerRead container;

  private PodReader() {}

  /** What the state of the runner's container says; others are injected by webhooks. */
  private static final class ContainerRead {
    private String name = "";
    private String state = "";
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable Integer exitCode;
    private @Nullable String message;
    private @Nullable String reason;
  }

  /** What is done with the value of a field, which the parser is at. */
  @FunctionalInterface
  public interface Fields {
    void read(String field) throws IOException;
  }

  /** A parser for a document of the API server. */
  public static JsonParser parser(byte[] json, int start, int length) throws IOException {
    return FACTORY.createParser(json, start, length);
  }

  /**
   * Reads a pod.
   *
   * @throws UncheckedIOException when it is not JSON
   */
  public static PodObservation read(byte[] json) {
    try (JsonParser parser = parser(json, 0, json.length)) {
      parser.nextToken();
      return read(parser);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the pod whose first token the parser is at, and leaves it at the last one. */
  public static PodObservation read(JsonParser parser) throws IOException {
    PodReader reader = new PodReader();
    eachField(
        parser,
        field -> {
          switch (field) {
            case "metadata" -> reader.metadata(parser);
            case "status" -> reader.status(parser);
            default -> parser.skipChildren();
          }
        });
    return reader.observation();
  }

  /** Walks over the fields of the object that the parser is at; anything else has none. */
  public static void eachField(JsonParser parser, Fields fields) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      fields.read(field);
    }
  }

  private static String text(JsonParser parser) throws IOException {
    String text = parser.getValueAsString();
    return text == null ? "" : text;
  }

  private static @Nullable String textOrNull(JsonParser parser) throws IOException {
    return parser.getValueAsString();
  }

  private static @Nullable Instant time(JsonParser parser) throws IOException {
    String text = parser.getValueAsString();
    return text == null ? null : Instant.parse(text);
  }

  private void metadata(JsonParser parser) throws IOException {
    eachField(
        parser,
        field -> {
          switch (field) {
            case "namespace" -> namespace = text(parser);
            case "name" -> name = text(parser);
            case "uid" -> uid = text(parser);
            case "resourceVersion" -> version = text(parser);
            case "creationTimestamp" -> createdAt = time(parser);
            case "deletionTimestamp" -> deleting = textOrNull(parser) != null;
            case "labels" -> eachField(parser, key -> label(parser, key));
            case "annotations" -> eachField(parser, key -> annotation(parser, key));
            case "ownerReferences" -> {
              while (parser.nextToken() == JsonToken.START_OBJECT) {
                owner(parser);
              }
            }
            default -> parser.skipChildren();
          }
        });
  }

  private void label(JsonParser parser, String key) throws IOException {
    switch (key) {
      case Labels.TASK -> task = text(parser);
      case Labels.ATTEMPT -> attempt = text(parser);
      default -> parser.skipChildren();
    }
  }

  private void annotation(JsonParser parser, String key) throws IOException {
    switch (key) {
      case Labels.REVISION -> revision = textOrNull(parser);
      case Labels.USES -> uses = text(parser);
      default -> parser.skipChildren();
    }
  }

  /** The owner that controls the pod counts, else the first one. */
  private void owner(JsonParser parser) throws IOException {
    String[] owner = {"", "", "", ""};
    eachField(
        parser,
        field -> {
          switch (field) {
            case "kind" -> owner[0] = text(parser);
            case "name" -> owner[1] = text(parser);
            case "uid" -> owner[2] = text(parser);
            case "controller" -> owner[3] = text(parser);
            default -> parser.skipChildren();
          }
        });
    if (ownerUid.isEmpty() || owner[3].equals("true")) {
      ownerKind = owner[0];
      ownerName = owner[1];
      ownerUid = owner[2];
    }
  }

  private void status(JsonParser parser) throws IOException {
    eachField(
        parser,
        field -> {
          switch (field) {
            case "phase" -> phase = textOrNull(parser);
            case "reason" -> reason = textOrNull(parser);
            case "message" -> detail = textOrNull(parser);
            case "conditions" -> {
              while (parser.nextToken() == JsonToken.START_OBJECT) {
                condition(parser);
              }
            }
            case "containerStatuses" -> {
              while (parser.nextToken() == JsonToken.START_OBJECT) {
                container(parser);
              }
            }
            default -> parser.skipChildren();
          }
        });
  }

  private void condition(JsonParser parser) throws IOException {
    @Nullable String[] condition = {null, null, null, null};
    eachField(
        parser,
        field -> {
          switch (field) {
            case "type" -> condition[0] = textOrNull(parser);
            case "status" -> condition[1] = textOrNull(parser);
            case "reason" -> condition[2] = textOrNull(parser);
            case "message" -> condition[3] = textOrNull(parser);
            default -> parser.skipChildren();
          }
        });
    if ("PodScheduled".equals(condition[0]) && "False".equals(condition[1])) {
      unscheduledReason = condition[2];
      unscheduledDetail = condition[3];
    }
  }

  private void container(JsonParser parser) throws IOException {
    ContainerRead read = new ContainerRead();
    eachField(
        parser,
        field -> {
          switch (field) {
            case "name" -> read.name = text(parser);
            case "state" ->
                eachField(
                    parser,
                    state -> {
                      read.state = state;
                      eachField(parser, detail -> containerState(parser, read, detail));
                    });
            default -> parser.skipChildren();
          }
        });
    if (read.name.equals(RestrictedPod.RUNNER)) {
      container = read;
    }
  }

  private static void containerState(JsonParser parser, ContainerRead read, String field)
      throws IOException {
    switch (field) {
      case "startedAt" -> read.startedAt = time(parser);
      case "finishedAt" -> read.finishedAt = time(parser);
      case "exitCode" -> read.exitCode = parser.getIntValue();
      case "message" -> read.message = textOrNull(parser);
      case "reason" -> read.reason = textOrNull(parser);
      default -> parser.skipChildren();
    }
  }

  private PodObservation observation() {
    ContainerRead state = container == null ? new ContainerRead() : container;
    boolean terminated = state.state.equals("terminated");
    boolean waiting = state.state.equals("waiting");
    String why = reason;
    String more = detail;
    if (terminated) {
      why = reason == null ? state.reason : reason;
    } else if (waiting) {
      why = state.reason;
      more = state.message;
    } else if (!state.state.equals("running") && unscheduledReason != null) {
      why = unscheduledReason;
      more = unscheduledDetail;
    }
    return new PodObservation(
        namespace,
        name,
        uid,
        ownerUid,
        ownerKind,
        ownerName,
        task,
        number(attempt),
        Long.parseLong(version),
        phase(),
        createdAt == null ? Instant.EPOCH : createdAt,
        state.startedAt,
        state.finishedAt,
        terminated ? state.exitCode : null,
        terminated ? state.message : null,
        why,
        more,
        deleting,
        revision,
        uses.isEmpty() ? List.of() : Arrays.asList(uses.split(",")));
  }

  private PodPhase phase() {
    if (phase == null) {
      return PodPhase.PENDING;
    }
    return switch (phase) {
      case "Succeeded" -> PodPhase.SUCCEEDED;
      case "Failed" -> PodPhase.FAILED;
      case "Running" -> PodPhase.RUNNING;
      default -> PodPhase.PENDING;
    };
  }

  private static int number(String text) {
    return text.chars().allMatch(Character::isDigit) && !text.isEmpty() && text.length() < 6
        ? Integer.parseInt(text)
        : 0;
  }
}
