package dev.sluice.operator.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.api.v1alpha1.Retry;
import dev.sluice.api.v1alpha1.RetryReason;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.pod.PodObservation;
import dev.sluice.operator.pod.PodPhase;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param succeeded whether the task is done
 * @param reason of the failure, else Succeeded
 * @param message for a person
 * @param retryClass which class of failures this is; absent: never retried
 * @param result what the runner reported; absent: nothing that can be read
 */
public record TaskEnd(
    boolean succeeded,
    String reason,
    String message,
    @Nullable RetryReason retryClass,
    @Nullable StepResult result) {

  private static final int MAX_REASON = 64;
  private static final int MAX_DIGEST = 80;
  private static final Set<RetryReason> RETRIED =
      Set.of(RetryReason.TRANSIENT, RetryReason.CRASHED, RetryReason.TIMEOUT);

  /**
   * The end of an attempt whose pod has ended.
   *
   * @param timeout how long it was allowed to take, as the API writes it; absent: as it liked
   */
  public static TaskEnd of(PodObservation pod, @Nullable String timeout) {
    StepResult result = result(pod.message());
    if (pod.phase() == PodPhase.SUCCEEDED) {
      String message = result == null ? "" : result.message();
      return new TaskEnd(true, Reasons.SUCCEEDED, message, null, result);
    }
    if (PodObservation.VANISHED.equals(pod.reason())) {
      return lost(pod.name());
    }
    if ("DeadlineExceeded".equals(pod.reason())) {
      return failed(
          Reasons.TIMEOUT,
          "The attempt took longer than timeout" + (timeout == null ? "." : " " + timeout + "."),
          RetryReason.TIMEOUT,
          result);
    }
    if ("Evicted".equals(pod.reason()) || "Preempting".equals(pod.reason())) {
      return failed(
          Reasons.EVICTED,
          "The pod was evicted" + (pod.detail() == null ? "." : ": " + pod.detail()),
          RetryReason.CRASHED,
          result);
    }
    if ("OOMKilled".equals(pod.reason())) {
      return failed(
          Reasons.OUT_OF_MEMORY,
          "The container needs more memory than its limit: raise spec.resources.limits.memory.",
          RetryReason.CRASHED,
          result);
    }
    if (result != null) {
      return of(result);
    }
    int code = pod.exitCode() == null ? -1 : pod.exitCode();
    return failed(
        Reasons.RUNNER_CRASHED,
        "The runner ended with exit code "
            + code
            + " and left no result; see kubectl logs "
            + pod.name()
            + ".",
        code == Outcome.USER_ERROR.exitCode() || code == Outcome.QUALITY_FAILED.exitCode()
            ? null
            : RetryReason.CRASHED,
        null);
  }

  /** The end of an attempt whose pod is gone. */
  static TaskEnd lost(String podName) {
    return failed(
        Reasons.POD_LOST,
        "Pod " + podName + " is gone without a result: it was deleted, or its node went away.",
        RetryReason.CRASHED,
        null);
  }

  private static TaskEnd of(StepResult result) {
    RetryReason retryClass =
        switch (result.outcome()) {
          case TRANSIENT -> RetryReason.TRANSIENT;
          case CRASHED, CANCELLED, SUCCEEDED -> RetryReason.CRASHED;
          case USER_ERROR, QUALITY_FAILED, FENCED -> null;
        };
    return failed(word(result.reason()), result.message(), retryClass, result);
  }

  private static TaskEnd failed(
      String reason,
      String message,
      @Nullable RetryReason retryClass,
      @Nullable StepResult result) {
    return new TaskEnd(false, reason, message, retryClass, result);
  }

  /** Whether a step's rules want another attempt after this one, were its budget unlimited. */
  boolean isRetried(@Nullable Retry retry) {
    if (retryClass == null) {
      return false;
    }
    List<RetryReason> chosen = retry == null ? List.of() : retry.onReasons();
    return chosen.isEmpty() ? RETRIED.contains(retryClass) : chosen.contains(retryClass);
  }

  /** What a runner wrote, or null when it cannot be read as a result of our version. */
  public static @Nullable StepResult result(@Nullable String terminationMessage) {
    if (terminationMessage == null || !terminationMessage.startsWith("{")) {
      return null;
    }
    try {
      StepResult result = Json.MAPPER.readValue(terminationMessage, StepResult.class);
      return isComplete(result) ? result : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static boolean isComplete(StepResult result) {
    return result.protocolVersion() == StepRequest.PROTOCOL_VERSION
        && Stream.of(result.outcome(), result.reason(), result.message()).noneMatch(Objects::isNull)
        && result.failedChecks().stream()
            .flatMap(check -> Stream.of(check.check(), check.message()))
            .noneMatch(Objects::isNull);
  }

  /** A reason as a status may hold it: one word of at most 64 letters and digits. */
  static String word(String reason) {
    String word = reason.replaceAll("[^A-Za-z0-9]", "");
    return word.isEmpty()
        ? Reasons.RUNNER_CRASHED
        : word.substring(0, Math.min(word.length(), MAX_REASON));
  }

  /** A digest, or null when it is none that a status may hold. */
  public static @Nullable String digest(StepResult.Results results) {
    String digest = results.digest();
    return digest == null || digest.length() > MAX_DIGEST ? null : digest;
  }
}
