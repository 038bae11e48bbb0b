/** How the operator reads and writes the API server: caches, overlays, status patches, events. */
@NullMarked
package dev.sluice.operator.kube;

import org.jspecify.annotations.NullMarked;
