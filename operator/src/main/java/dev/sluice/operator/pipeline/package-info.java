/** Reconciles pipelines: validity, triggers, history. */
@NullMarked
package dev.sluice.operator.pipeline;

import org.jspecify.annotations.NullMarked;
