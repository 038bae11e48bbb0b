/** Snowflake: it reads the files of the lake by itself, through a stage. */
@NullMarked
package dev.sluice.warehouse.snowflake;

import org.jspecify.annotations.NullMarked;
