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
    value =
        "[has(self.files), has(self.configMap), has(self.s3), has(self.git), has(self.image)].filter(p, p).size() == 1",
    message = "project must be exactly one of files, configMap, s3, git and image")
@ValidationRule(
    value = "!has(self.s3) || !has(self.s3.key) || self.s3.key.endsWith('.zip')",
    message = "project.s3.key must name a zip file; a folder of files is a prefix")
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
        @Nullable ConfigMapProject configMap,
    @JsonPropertyDescription(
            "Objects of an ObjectStore: a prefix that holds the files, or the key of a zip of them. Changed objects are not noticed: give a changed project a new prefix or key.")
        @Nullable S3Source s3,
    @JsonPropertyDescription("A git repository.") @Nullable GitProject git,
    @JsonPropertyDescription(
            "A folder of the runner's own image, which spec.pod.image names: build it from the dbt runner's.")
        @Nullable ImageProject image) {
  public DbtProject {
    files = files == null ? List.of() : List.copyOf(files);
  }
}
