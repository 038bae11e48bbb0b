/** An example, from a cluster that is not there yet to tables that a person looks at. */
@NullMarked
package dev.sluice.dev.demo;

import org.jspecify.annotations.NullMarked;
