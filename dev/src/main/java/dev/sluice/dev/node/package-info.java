/** A node that runs the pods of a cluster as processes of this machine. */
@NullMarked
package dev.sluice.dev.node;

import org.jspecify.annotations.NullMarked;
