/** Checks: compiled to a list of metrics, measured in one pass over the data, then judged. */
@NullMarked
package dev.sluice.quality;

import org.jspecify.annotations.NullMarked;
