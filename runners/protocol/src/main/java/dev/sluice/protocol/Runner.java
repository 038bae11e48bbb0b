package dev.sluice.protocol;

/** Executes one kind of step. */
@FunctionalInterface
public interface Runner {

  /**
   * Executes the step once.
   *
   * @return the result of a success
   * @throws StepFailure for every end that is foreseen; anything else counts as a crash
   * @throws InterruptedException when the attempt is cancelled
   */
  StepResult run(StepRequest request, StepContext context) throws Exception;
}
