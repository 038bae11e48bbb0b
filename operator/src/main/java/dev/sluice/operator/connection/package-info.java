/** Reconciles connections: a probe says whether they work. */
@NullMarked
package dev.sluice.operator.connection;

import org.jspecify.annotations.NullMarked;
