package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A step whose result a dbt project reads. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.warehouseLoad) != has(self.modelRun)",
    message = "an entry of reads must be exactly one of warehouseLoad and modelRun")
public record ModelInput(
    @JsonPropertyDescription("Name of a WarehouseLoad.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String warehouseLoad,
    @JsonPropertyDescription("Name of another ModelRun.")
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String modelRun) {}
