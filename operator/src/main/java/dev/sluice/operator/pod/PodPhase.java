package dev.sluice.operator.pod;

/** How far a pod is. */
public enum PodPhase {
  PENDING,
  RUNNING,
  SUCCEEDED,
  FAILED;

  /** Whether its containers have ended. */
  public boolean isTerminal() {
    return this == SUCCEEDED || this == FAILED;
  }
}
