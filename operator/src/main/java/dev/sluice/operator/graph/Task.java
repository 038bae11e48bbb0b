package dev.sluice.operator.graph;

import dev.sluice.api.v1alpha1.StepSpec;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One step within a run.
 *
 * @param step which step
 * @param revision name of the ControllerRevision that holds its spec
 * @param spec its pinned spec, with variables
 * @param needs tasks that must have succeeded before
 * @param last whether it is of {@code finally}: it runs when all others have ended
 */
public record Task(StepId step, String revision, StepSpec spec, Set<String> needs, boolean last) {

  public Task {
    needs = Collections.unmodifiableSet(new LinkedHashSet<>(needs));
  }

  /** The name of the task: the name of its step. */
  public String name() {
    return step.name();
  }
}
