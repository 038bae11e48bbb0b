package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.CodeObject;
import dev.sluice.api.v1alpha1.JarCode;
import dev.sluice.api.v1alpha1.PythonCode;
import dev.sluice.api.v1alpha1.TransformSpec;
import dev.sluice.operator.graph.Reads;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.TransformStep;
import io.fabric8.kubernetes.api.model.KeyToPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the part of a request that is about a transform: its code and its outputs. */
final class TransformRequest {

  private final String step;
  private final UsedConnections used;

  TransformRequest(String step, UsedConnections used) {
    this.step = step;
    this.used = used;
  }

  TransformStep of(TransformSpec spec, List<TransformStep.Input> inputs) {
    List<TransformStep.Output> outputs = new ArrayList<>();
    for (Reads.Output output : Reads.outputs(spec)) {
      used.store(output.objectStore());
      outputs.add(
          new TransformStep.Output(
              output.name(),
              output.sql(),
              new DatasetTarget(
                  dataset(step, output.name()),
                  output.objectStore(),
                  output.path(),
                  output.partitionBy())));
    }
    return new TransformStep(inputs, python(spec.python()), jar(spec.jar()), outputs);
  }

  /** How messages name a dataset of a transform: {@code ratings}, or {@code imdb.movies}. */
  static String dataset(String step, @Nullable String output) {
    return output == null ? step : step + "." + output;
  }

  private TransformStep.@Nullable Python python(@Nullable PythonCode python) {
    if (python == null) {
      return null;
    }
    String file = python.imagePath();
    if (python.configMap() != null) {
      String key = python.configMap().key();
      file =
          used.mounts().project(python.configMap().name(), List.of(new KeyToPath(key, null, key)))
              + "/"
              + key;
    }
    Map<String, String> arguments = new LinkedHashMap<>();
    python.arguments().forEach(argument -> arguments.put(argument.name(), argument.value()));
    return new TransformStep.Python(
        python.content(),
        file,
        code(python.s3()),
        python.function() == null ? "transform" : python.function(),
        arguments);
  }

  private TransformStep.@Nullable Jar jar(@Nullable JarCode jar) {
    return jar == null
        ? null
        : new TransformStep.Jar(jar.imagePath(), code(jar.s3()), jar.mainClass(), jar.arguments());
  }

  private TransformStep.@Nullable CodeObject code(@Nullable CodeObject code) {
    if (code == null) {
      return null;
    }
    used.store(code.objectStore());
    return new TransformStep.CodeObject(code.objectStore(), code.key(), code.sha256());
  }
}
