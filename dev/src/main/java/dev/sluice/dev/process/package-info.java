/** Programs that run as children of this process and end with it. */
@NullMarked
package dev.sluice.dev.process;

import org.jspecify.annotations.NullMarked;
