package dev.sluice.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends an attempt with an outcome other than success; its message is written for a person. */
public abstract sealed class StepFailure extends RuntimeException {

  private final transient StepResult result;

  private StepFailure(
      Outcome outcome,
      String reason,
      String message,
      StepResult.@Nullable Results results,
      List<StepResult.FailedCheck> failedChecks,
      @Nullable Throwable cause) {
    super(message, cause);
    this.result =
        new StepResult(
            StepRequest.PROTOCOL_VERSION, outcome, reason, message, results, failedChecks, false);
  }

  /** What is reported. */
  public StepResult result() {
    return result;
  }

  /** The user must change something: a wrong query, a missing column, a file that is not there. */
  public static final class UserError extends StepFailure {
    public UserError(String reason, String message) {
      this(reason, message, null);
    }

    public UserError(String reason, String message, @Nullable Throwable cause) {
      super(Outcome.USER_ERROR, reason, message, null, List.of(), cause);
    }

    /** A user error that has parts to show, such as failed dbt models. */
    public UserError(
        String reason,
        String message,
        StepResult.Results results,
        List<StepResult.FailedCheck> failedChecks) {
      super(Outcome.USER_ERROR, reason, message, results, failedChecks, null);
    }
  }

  /** May go away by itself: a store or warehouse that does not answer, a lock that is held. */
  public static final class Transient extends StepFailure {
    public Transient(String reason, String message, @Nullable Throwable cause) {
      super(Outcome.TRANSIENT, reason, message, null, List.of(), cause);
    }
  }

  /** The data is not what a check of severity error demands. */
  public static final class QualityFailed extends StepFailure {
    public QualityFailed(
        String reason,
        String message,
        StepResult.Results results,
        List<StepResult.FailedCheck> failedChecks) {
      super(Outcome.QUALITY_FAILED, reason, message, results, failedChecks, null);
    }
  }

  /** A newer attempt owns the slice. */
  public static final class Fenced extends StepFailure {
    public Fenced(String message) {
      super(Outcome.FENCED, "Fenced", message, null, List.of(), null);
    }
  }

  /** A defect of Sluice itself. */
  public static final class Crash extends StepFailure {
    public Crash(String message) {
      this(message, null);
    }

    public Crash(String message, @Nullable Throwable cause) {
      super(Outcome.CRASHED, "RunnerCrashed", message, null, List.of(), cause);
    }
  }
}
