/** A PostgreSQL server for tests and the demo. */
@NullMarked
package dev.sluice.dev.postgresql;

import org.jspecify.annotations.NullMarked;
