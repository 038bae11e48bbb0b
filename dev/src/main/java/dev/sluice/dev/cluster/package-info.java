/** A real Kubernetes control plane on loopback, for development and tests. */
@NullMarked
package dev.sluice.dev.cluster;

import org.jspecify.annotations.NullMarked;
