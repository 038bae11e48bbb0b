/** Checks of datasets by Amazon Athena: their files as tables of Glue, for as long as it takes. */
@NullMarked
package dev.sluice.warehouse.athena;

import org.jspecify.annotations.NullMarked;
