/** The command line of the embedded default. */
@NullMarked
package dev.sluice.dev;

import org.jspecify.annotations.NullMarked;
