package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an attempt ended, with the exit code that says the same. */
public enum Outcome {
  @JsonProperty("Succeeded")
  SUCCEEDED(0),
  /** The user must change something: not retried. */
  @JsonProperty("UserError")
  USER_ERROR(10),
  /** May go away by itself: retried. */
  @JsonProperty("Transient")
  TRANSIENT(20),
  /** The data is not what a check demands: not retried. */
  @JsonProperty("QualityFailed")
  QUALITY_FAILED(30),
  /** A newer attempt owns the slice: not retried. */
  @JsonProperty("Fenced")
  FENCED(40),
  /** Stopped by SIGTERM. */
  @JsonProperty("Cancelled")
  CANCELLED(143),
  /** A defect, or the process died: retried. */
  @JsonProperty("Crashed")
  CRASHED(1);

  private final int exitCode;

  Outcome(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }

  /** The outcome that an exit code stands for; every code that is not listed is a crash. */
  public static Outcome ofExitCode(int exitCode) {
    for (Outcome outcome : values()) {
      if (outcome.exitCode == exitCode) {
        return outcome;
      }
    }
    return CRASHED;
  }
}
