package dev.sluice.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.PipelineRun;
import dev.sluice.operator.Reasons;
import org.junit.jupiter.api.Test;

/** Whatever happens in whatever order, and wherever the operator dies. */
class RunCrashTest {

  private static final int WORLDS = 400;
  private static final int EVENTS = 120;

  @Test
  void noAttemptStartsTwiceAndEveryRunEnds() {
    int succeeded = 0;
    for (long seed = 0; seed < WORLDS; seed++) {
      CrashWorld world = new CrashWorld(seed);
      for (int i = 0; i < EVENTS; i++) {
        world.chaos();
      }
      PipelineRun run = world.end();
      assertThat(RunQueue.isFinal(run)).as("seed %s: %s", seed, run.getStatus()).isTrue();
      assertThat(world.podsMade())
          .as("seed %s: how often each pod was made", seed)
          .allSatisfy((pod, times) -> assertThat(times).isEqualTo(1));
      String reason = run.getStatus().conditions().get(0).getReason();
      assertThat(reason).isIn(Reasons.SUCCEEDED, Reasons.FAILED);
      succeeded += reason.equals(Reasons.SUCCEEDED) ? 1 : 0;
    }
    assertThat(succeeded)
        .as("a test in which all runs fail alike shows little")
        .isBetween(1, WORLDS - 1);
  }
}
