/** Wires the operator: configuration, caches, reconcilers, health. */
@NullMarked
package dev.sluice.operator;

import org.jspecify.annotations.NullMarked;
