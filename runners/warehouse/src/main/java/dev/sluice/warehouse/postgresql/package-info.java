/** PostgreSQL: its session, its SQL, and how rows of the lake are copied into it. */
@NullMarked
package dev.sluice.warehouse.postgresql;

import org.jspecify.annotations.NullMarked;
