/** Executes runs: what is seen, what follows from it, what is done. */
@NullMarked
package dev.sluice.operator.run;

import org.jspecify.annotations.NullMarked;
