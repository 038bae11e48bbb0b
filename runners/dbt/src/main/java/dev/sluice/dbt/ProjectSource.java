package dev.sluice.dbt;

import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Puts the project of a step into a folder of its own: a mounted one is read-only, and dbt writes
 * beside its models.
 */
final class ProjectSource {

  private final StepRequest request;
  private final StepContext context;

  ProjectSource(StepRequest request, StepContext context) {
    this.request = request;
    this.context = context;
  }

  /** Where a project is from, such as a commit; null when the spec alone says it. */
  @Nullable String fetch(ModelStep.Project project, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    ModelStep.StoredProject stored = project.stored();
    if (stored != null) {
      try (ObjectStore store = ObjectStore.connect(request.store(stored.store()))) {
        return new StoredProjects(store, context)
            .fetch(stored, new ProjectFolder(folder, "spec.project.s3"));
      }
    }
    ModelStep.GitProject git = project.git();
    if (git != null) {
      GitCheckout.Checkout checkout =
          new GitCheckout(git).into(Files.createDirectories(context.scratch().resolve("git")));
      new ProjectFolder(folder, "spec.project.git").copy(checkout.folder());
      return checkout.origin();
    }
    if (project.directory() != null) {
      new ProjectFolder(folder, "spec.project").copy(Path.of(project.directory()));
      return null;
    }
    ProjectFolder files = new ProjectFolder(folder, "spec.project.files");
    for (ModelStep.ProjectFile file : project.files()) {
      files.write(
          file.path(), new ByteArrayInputStream(file.content().getBytes(StandardCharsets.UTF_8)));
    }
    return null;
  }
}
