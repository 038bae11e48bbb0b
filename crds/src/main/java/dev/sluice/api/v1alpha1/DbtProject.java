package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a dbt project is: exactly one of these. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.files) != has(self.configMap)",
    message = "project must be exactly one of files and configMap")
public record DbtProject(
    @JsonPropertyDescription("The files of the project, at most 96 KiB in all.")
        @Size(max = 200)
        @ValidationRule(
            value = "self.map(f, f.content.size()).sum() <= 98304",
            message = "project.files: more than 96 KiB in all; put the project into a ConfigMap")
        @ValidationRule(
            value = "self.exists(f, f.path == 'dbt_project.yml')",
            message = "project.files must hold dbt_project.yml, which makes it a dbt project")
        @ValidationRule(
            value = "self.all(f, self.exists_one(g, g.path == f.path))",
            message = "project.files: two files have the same path; keep one")
        List<ProjectFile> files,
    @JsonPropertyDescription("A ConfigMap that holds the files.")
        @Nullable ConfigMapProject configMap) {
  public DbtProject {
    files = files == null ? List.of() : List.copyOf(files);
  }
}
