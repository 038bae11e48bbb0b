/** Transforms on DuckDB: from datasets of the lake to datasets of the lake. */
@NullMarked
package dev.sluice.warehouse.transform;

import org.jspecify.annotations.NullMarked;
