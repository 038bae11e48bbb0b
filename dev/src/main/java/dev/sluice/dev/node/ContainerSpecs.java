package dev.sluice.dev.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Works out, for the containers of one pod, what command runs locally with what variables. */
final class ContainerSpecs {
  private static final String DEFAULT_MESSAGE_PATH = "/dev/termination-log";
  private static final String TEMPORARY = "/tmp";

  /** What a process needs of this machine's environment to find its programs at all. */
  private static final List<String> INHERITED =
      List.of("PATH", "JAVA_HOME", "LANG", "LC_ALL", "TZ");

  private final Pod pod;
  private final PodFiles files;
  private final Images images;
  private final ConfigSources sources;
  private final Map<String, Quantity> allocatable;

  ContainerSpecs(
      Pod pod,
      PodFiles files,
      Images images,
      ConfigSources sources,
      Map<String, Quantity> allocatable) {
    this.pod = pod;
    this.files = files;
    this.images = images;
    this.sources = sources;
    this.allocatable = allocatable;
  }

  ContainerSpec resolve(Container container, Map<String, Path> volumes) throws NotConfigured {
    Images.Image image =
        images
            .find(container.getImage())
            .orElseThrow(
                () ->
                    new NotConfigured(
                        "ErrImagePull",
                        "image \""
                            + container.getImage()
                            + "\" not found: add its local command to images.yaml"));
    Map<String, String> declared = declaredVariables(container);
    PathMapping mapping = mapping(container, volumes);
    Map<String, String> environment = new LinkedHashMap<>(machineVariables(container, mapping));
    image.env().forEach((name, value) -> environment.put(name, mapping.rewrite(value)));
    declared.forEach((name, value) -> environment.put(name, mapping.rewrite(value)));
    return new ContainerSpec(
        container.getName(),
        container.getImage(),
        mapping.rewrite(command(container, image, declared)),
        environment);
  }

  private static List<String> command(
      Container container, Images.Image image, Map<String, String> variables) {
    List<String> command = new ArrayList<>();
    if (container.getCommand() == null || container.getCommand().isEmpty()) {
      command.addAll(image.command());
    } else {
      container
          .getCommand()
          .forEach(word -> command.add(VariableExpansion.expand(word, variables)));
    }
    if (container.getArgs() != null) {
      container.getArgs().forEach(word -> command.add(VariableExpansion.expand(word, variables)));
    }
    return command;
  }

  private PathMapping mapping(Container container, Map<String, Path> volumes) throws NotConfigured {
    Map<String, Path> places = new HashMap<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path volume = volumes.get(mount.getName());
      if (volume == null) {
        throw NotConfigured.missing(
            "container \"" + container.getName() + "\" mounts unknown volume " + mount.getName());
      }
      String within = mount.getSubPath() == null ? "" : mount.getSubPath();
      places.put(mount.getMountPath(), volume.resolve(within));
    }
    String message = container.getTerminationMessagePath();
    places.put(
        message == null ? DEFAULT_MESSAGE_PATH : message,
        files.terminationMessage(container.getName()));
    return new PathMapping(places);
  }

  private Map<String, String> machineVariables(Container container, PathMapping mapping) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String name : INHERITED) {
      String value = System.getenv(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    String temporary = mapping.rewrite(TEMPORARY);
    Path home = files.home(container.getName());
    variables.put("HOME", home.toString());
    variables.put("TMPDIR", temporary.equals(TEMPORARY) ? home.toString() : temporary);
    variables.put("HOSTNAME", pod.getMetadata().getName());
    return variables;
  }

  private Map<String, String> declaredVariables(Container container) throws NotConfigured {
    Map<String, String> variables = new LinkedHashMap<>();
    for (EnvFromSource source : container.getEnvFrom()) {
      String prefix = source.getPrefix() == null ? "" : source.getPrefix();
      Optional<Map<String, byte[]>> content = Optional.empty();
      if (source.getSecretRef() != null) {
        content =
            sources.secret(
                source.getSecretRef().getName(), is(source.getSecretRef().getOptional()));
      } else if (source.getConfigMapRef() != null) {
        content =
            sources.configMap(
                source.getConfigMapRef().getName(), is(source.getConfigMapRef().getOptional()));
      }
      content.orElse(Map.of()).forEach((key, value) -> variables.put(prefix + key, utf8(value)));
    }
    for (EnvVar variable : container.getEnv()) {
      Optional<String> value =
          variable.getValueFrom() == null
              ? Optional.of(
                  VariableExpansion.expand(
                      variable.getValue() == null ? "" : variable.getValue(), variables))
              : from(variable.getValueFrom(), container);
      value.ifPresent(known -> variables.put(variable.getName(), known));
    }
    return variables;
  }

  private Optional<String> from(EnvVarSource source, Container container) throws NotConfigured {
    if (source.getSecretKeyRef() != null) {
      var key = source.getSecretKeyRef();
      boolean optional = is(key.getOptional());
      return key(
          "secret", key.getName(), key.getKey(), sources.secret(key.getName(), optional), optional);
    }
    if (source.getConfigMapKeyRef() != null) {
      var key = source.getConfigMapKeyRef();
      boolean optional = is(key.getOptional());
      return key(
          "configmap",
          key.getName(),
          key.getKey(),
          sources.configMap(key.getName(), optional),
          optional);
    }
    if (source.getFieldRef() != null) {
      return Optional.ofNullable(PodFields.field(pod, source.getFieldRef().getFieldPath()));
    }
    if (source.getResourceFieldRef() != null) {
      return Optional.of(PodFields.resource(container, source.getResourceFieldRef(), allocatable));
    }
    throw NotConfigured.missing(
        "a variable of container "
            + container.getName()
            + " has a source that the local node does not know");
  }

  private static Optional<String> key(
      String kind, String name, String key, Optional<Map<String, byte[]>> content, boolean optional)
      throws NotConfigured {
    byte[] value = content.orElse(Map.of()).get(key);
    if (value == null && !optional) {
      throw NotConfigured.missing("couldn't find key " + key + " in " + kind + " " + name);
    }
    return Optional.ofNullable(value).map(ContainerSpecs::utf8);
  }

  private static String utf8(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  private static boolean is(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }
}
