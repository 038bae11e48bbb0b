package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A project that is a folder of the runner's image. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ImageProject(
    @JsonPropertyDescription("Folder of the image that holds dbt_project.yml, such as /project.")
        @Required
        @ValidationRule(
            value =
                "self.matches('^(/[A-Za-z0-9._-]+)+$') && !self.split('/').exists(s, s == '..')",
            message =
                "must be an absolute path of the image without .. and without '/' at its end, such as /project")
        @Size(min = 1, max = 256)
        String path) {}
