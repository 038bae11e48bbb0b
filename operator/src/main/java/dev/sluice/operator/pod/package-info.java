/** From a task to the pod that executes one attempt of it, and back from the pod to its result. */
@NullMarked
package dev.sluice.operator.pod;

import org.jspecify.annotations.NullMarked;
