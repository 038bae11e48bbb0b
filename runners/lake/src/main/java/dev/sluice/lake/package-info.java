/** Datasets in an object store: slices, manifests, conditional publication, reports. */
@NullMarked
package dev.sluice.lake;

import org.jspecify.annotations.NullMarked;
