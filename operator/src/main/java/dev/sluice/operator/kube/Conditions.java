package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conditions as the Kubernetes API conventions want them. */
public final class Conditions {

  public static final String READY = "Ready";
  public static final String SUCCEEDED = "Succeeded";

  private static final int MAX_MESSAGE = 1024;

  private Conditions() {}

  /** The condition of a type. */
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  /** Whether the condition of a type is True. */
  public static boolean isTrue(List<Condition> conditions, String type) {
    return find(conditions, type).filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  /**
   * The conditions with one of them set. The time of the last transition moves only when the status
   * does.
   *
   * @param value null: Unknown
   */
  public static List<Condition> set(
      List<Condition> conditions,
      String type,
      @Nullable Boolean value,
      String reason,
      String message,
      @Nullable Long generation,
      Instant now) {
    String status = value == null ? "Unknown" : value ? "True" : "False";
    String since =
        find(conditions, type)
            .filter(c -> status.equals(c.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    Condition next =
        new ConditionBuilder()
            .withType(type)
            .withStatus(status)
            .withReason(reason)
            .withMessage(clip(message))
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .build();
    List<Condition> result = new ArrayList<>();
    boolean placed = false;
    for (Condition condition : conditions) {
      if (type.equals(condition.getType())) {
        result.add(next);
        placed = true;
      } else {
        result.add(condition);
      }
    }
    if (!placed) {
      result.add(next);
    }
    return result;
  }

  /** A message that fits into a status. */
  public static String clip(String message) {
    return clip(message, MAX_MESSAGE);
  }

  /** A text of at most so many characters; never half of a pair of surrogates. */
  public static String clip(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = length - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
