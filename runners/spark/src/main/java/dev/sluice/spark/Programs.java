package dev.sluice.spark;

import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.TransformStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the program of a step, with its code in the scratch folder. */
final class Programs {

  private Programs() {}

  /**
   * @param stores open stores by the name that they have in the request
   */
  static Program of(TransformStep step, Function<String, ObjectStore> stores, StepContext context)
      throws IOException {
    Set<String> inputs =
        step.inputs().stream().map(TransformStep.Input::name).collect(Collectors.toSet());
    Path folder = context.scratch().resolve("code");
    TransformStep.Jar jar = step.jar();
    if (jar != null) {
      Path target = folder.resolve("job.jar");
      return new JarProgram(
          jar, CodeFile.local("spec.jar", jar.file(), jar.object(), stores, target), inputs);
    }
    TransformStep.Python python = step.python();
    return python == null
        ? new Queries()
        : new PythonProgram(
            step, python, pythonFile(python, stores, folder.resolve("transform.py")), context);
  }

  private static Path pythonFile(
      TransformStep.Python python, Function<String, ObjectStore> stores, Path target)
      throws IOException {
    if (python.content() == null) {
      return CodeFile.local("spec.python", python.file(), python.object(), stores, target);
    }
    Files.createDirectories(target.getParent());
    return Files.writeString(target, python.content());
  }
}
