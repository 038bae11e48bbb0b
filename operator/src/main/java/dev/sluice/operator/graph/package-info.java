/** From specs to a graph of tasks: edges that follow from data, gates, validation. */
@NullMarked
package dev.sluice.operator.graph;

import org.jspecify.annotations.NullMarked;
