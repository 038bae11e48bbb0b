package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * A project in a ConfigMap. A changed ConfigMap is not noticed: give it a new name, as kustomize
 * does.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ConfigMapProject(
    @JsonPropertyDescription(
            "Name of the ConfigMap, in the same namespace. A changed ConfigMap is not noticed: give it a new name, as kustomize does.")
        @Required
        @ValidationRule(value = SluiceApi.OBJECT_NAME_RULE, message = SluiceApi.OBJECT_NAME_MESSAGE)
        @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription(
            "Which key becomes which file. Default: every key becomes a file of its name.")
        @Size(max = 200)
        @ValidationRule(
            value = "self.all(i, self.exists_one(j, j.path == i.path))",
            message = "project.configMap.items: two keys become the same path")
        List<KeyPath> items) {
  public ConfigMapProject {
    items = items == null ? List.of() : List.copyOf(items);
  }
}
