/** Reconciles step definitions: validity, and the newest execution. */
@NullMarked
package dev.sluice.operator.step;

import org.jspecify.annotations.NullMarked;
