/** Warehouses that run as processes of this machine. */
@NullMarked
package dev.sluice.dev.warehouse;

import org.jspecify.annotations.NullMarked;
