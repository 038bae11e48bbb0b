/**
 * The resources of API group {@value dev.sluice.api.v1alpha1.SluiceApi#GROUP}, version v1alpha1.
 */
@NullMarked
package dev.sluice.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
