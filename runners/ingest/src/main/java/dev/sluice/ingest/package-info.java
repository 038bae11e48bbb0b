/** The runner that copies http and s3 sources into the lake as they are. */
@NullMarked
package dev.sluice.ingest;

import org.jspecify.annotations.NullMarked;
