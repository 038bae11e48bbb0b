/** Container images, built without a container engine. */
@NullMarked
package dev.sluice.dev.images;

import org.jspecify.annotations.NullMarked;
