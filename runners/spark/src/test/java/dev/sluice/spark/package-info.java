/** Tests of the Spark runner. */
@NullMarked
package dev.sluice.spark;

import org.jspecify.annotations.NullMarked;
