package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A step whose result a dbt project reads. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.warehouseLoad) != has(self.modelRun)",
    message = "an entry of reads is exactly one of warehouseLoad and modelRun")
public record ModelInput(
    @JsonPropertyDescription("Name of a WarehouseLoad.")
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        @Nullable String warehouseLoad,
    @JsonPropertyDescription("Name of another ModelRun.")
        @Pattern(SluiceApi.NAME)
        @Size(min = 1, max = 63)
        @Nullable String modelRun) {}
