/** An S3-compatible object store on loopback, for development and tests. */
@NullMarked
package dev.sluice.dev.store;

import org.jspecify.annotations.NullMarked;
