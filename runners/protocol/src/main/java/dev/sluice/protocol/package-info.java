/**
 * The contract between the operator and a runner: a {@link dev.sluice.protocol.StepRequest} in, a
 * {@link dev.sluice.protocol.StepResult} and an exit code out.
 */
@NullMarked
package dev.sluice.protocol;

import org.jspecify.annotations.NullMarked;
