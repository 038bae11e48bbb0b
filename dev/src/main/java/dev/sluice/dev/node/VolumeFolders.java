package dev.sluice.dev.node;

import dev.sluice.dev.process.Folders;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the volumes of a pod as folders. */
final class VolumeFolders {
  private static final int READABLE = 0644;
  private static final long TOKEN_SECONDS = 3600;

  private final KubernetesClient client;
  private final Pod pod;
  private final PodFiles files;
  private final Path claims;
  private final ConfigSources sources;

  VolumeFolders(KubernetesClient client, Pod pod, PodFiles files, Path claims) {
    this.client = client;
    this.pod = pod;
    this.files = files;
    this.claims = claims;
    this.sources = new ConfigSources(client, pod.getMetadata().getNamespace());
  }

  /** The folder of each volume by its name, all made and filled. */
  Map<String, Path> make() throws NotConfigured {
    Map<String, Path> folders = new HashMap<>();
    for (Volume volume : pod.getSpec().getVolumes()) {
      folders.put(volume.getName(), make(volume));
    }
    return folders;
  }

  private Path make(Volume volume) throws NotConfigured {
    if (volume.getPersistentVolumeClaim() != null) {
      String claim = volume.getPersistentVolumeClaim().getClaimName();
      sources.requireClaim(claim);
      return folder(claims.resolve(pod.getMetadata().getNamespace()).resolve(claim));
    }
    if (volume.getHostPath() != null) {
      return hostPath(volume.getName(), volume.getHostPath());
    }
    Path target = files.volume(volume.getName());
    if (volume.getEmptyDir() != null) {
      return folder(target);
    }
    // A second attempt, after something was missing, starts afresh.
    Folders.delete(target);
    folder(target);
    if (volume.getSecret() != null) {
      var secret = volume.getSecret();
      write(
          target,
          "secret \"" + secret.getSecretName() + "\"",
          sources.secret(secret.getSecretName(), isTrue(secret.getOptional())),
          secret.getItems(),
          secret.getDefaultMode(),
          isTrue(secret.getOptional()));
    } else if (volume.getConfigMap() != null) {
      var configMap = volume.getConfigMap();
      write(
          target,
          "configmap \"" + configMap.getName() + "\"",
          sources.configMap(configMap.getName(), isTrue(configMap.getOptional())),
          configMap.getItems(),
          configMap.getDefaultMode(),
          isTrue(configMap.getOptional()));
    } else if (volume.getDownwardAPI() != null) {
      downward(
          target, volume.getDownwardAPI().getItems(), volume.getDownwardAPI().getDefaultMode());
    } else if (volume.getProjected() != null) {
      for (VolumeProjection source : volume.getProjected().getSources()) {
        project(target, source, volume.getProjected().getDefaultMode());
      }
    } else {
      throw NotConfigured.missing(
          "volume \""
              + volume.getName()
              + "\" is of a type that the local node does not have; it has secret, configMap,"
              + " emptyDir, downwardAPI, projected, hostPath and persistentVolumeClaim");
    }
    return target;
  }

  private static Path hostPath(String name, HostPathVolumeSource source) throws NotConfigured {
    Path path = Path.of(source.getPath());
    String type = source.getType() == null ? "" : source.getType();
    if (type.equals("DirectoryOrCreate")) {
      return folder(path);
    }
    boolean fits =
        switch (type) {
          case "Directory" -> Files.isDirectory(path);
          case "File" -> Files.isRegularFile(path);
          default -> Files.exists(path);
        };
    if (!fits) {
      throw NotConfigured.missing(
          "volume \""
              + name
              + "\": hostPath "
              + path
              + " is not there"
              + (type.isEmpty() ? "" : " as a " + type));
    }
    return path;
  }

  private void project(Path target, VolumeProjection source, @Nullable Integer mode)
      throws NotConfigured {
    if (source.getSecret() != null) {
      var secret = source.getSecret();
      boolean optional = isTrue(secret.getOptional());
      write(
          target,
          "secret \"" + secret.getName() + "\"",
          sources.secret(secret.getName(), optional),
          secret.getItems(),
          mode,
          optional);
    }
    if (source.getConfigMap() != null) {
      var configMap = source.getConfigMap();
      boolean optional = isTrue(configMap.getOptional());
      write(
          target,
          "configmap \"" + configMap.getName() + "\"",
          sources.configMap(configMap.getName(), optional),
          configMap.getItems(),
          mode,
          optional);
    }
    if (source.getDownwardAPI() != null) {
      downward(target, source.getDownwardAPI().getItems(), mode);
    }
    if (source.getServiceAccountToken() != null) {
      ServiceAccountTokenProjection token = source.getServiceAccountToken();
      write(target.resolve(token.getPath()), token(token).getBytes(StandardCharsets.UTF_8), mode);
    }
  }

  private String token(ServiceAccountTokenProjection projection) {
    Long seconds = projection.getExpirationSeconds();
    TokenRequestBuilder request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(seconds == null ? Long.valueOf(TOKEN_SECONDS) : seconds)
            .withNewBoundObjectRef(
                "v1", "Pod", pod.getMetadata().getName(), pod.getMetadata().getUid())
            .endSpec();
    if (projection.getAudience() != null && !projection.getAudience().isEmpty()) {
      request.editSpec().withAudiences(projection.getAudience()).endSpec();
    }
    TokenRequest granted =
        client
            .serviceAccounts()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getSpec().getServiceAccountName())
            .tokenRequest(request.build());
    return granted.getStatus().getToken();
  }

  private void downward(Path target, List<DownwardAPIVolumeFile> items, @Nullable Integer mode)
      throws NotConfigured {
    for (DownwardAPIVolumeFile item : items) {
      if (item.getFieldRef() == null) {
        throw NotConfigured.missing(
            "downwardAPI file \"" + item.getPath() + "\": the local node knows fieldRef only");
      }
      String value = PodFields.field(pod, item.getFieldRef().getFieldPath());
      write(target.resolve(item.getPath()), value.getBytes(StandardCharsets.UTF_8), mode);
    }
  }

  private static void write(
      Path target,
      String source,
      Optional<Map<String, byte[]>> content,
      @Nullable List<KeyToPath> items,
      @Nullable Integer mode,
      boolean optional)
      throws NotConfigured {
    if (content.isEmpty()) {
      return;
    }
    Map<String, byte[]> data = content.get();
    if (items == null || items.isEmpty()) {
      data.forEach((key, value) -> write(target.resolve(key), value, mode));
      return;
    }
    for (KeyToPath item : items) {
      byte[] value = data.get(item.getKey());
      if (value == null && !optional) {
        throw NotConfigured.missing(source + " has no key \"" + item.getKey() + "\"");
      }
      if (value != null) {
        write(
            target.resolve(item.getPath()), value, item.getMode() == null ? mode : item.getMode());
      }
    }
  }

  private static void write(Path file, byte[] content, @Nullable Integer mode) {
    try {
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.write(file, content);
      Files.setPosixFilePermissions(file, permissions(mode == null ? READABLE : mode));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  /** The permissions of a mode such as 0440; of these the owner always keeps reading. */
  static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] fromOthersUp = PosixFilePermission.values();
    Set<PosixFilePermission> permissions = EnumSet.of(PosixFilePermission.OWNER_READ);
    for (int bit = 0; bit < fromOthersUp.length; bit++) {
      // The enum goes from the owner's read to the others' execute, as a mode does from the left.
      if ((mode & (1 << (fromOthersUp.length - 1 - bit))) != 0) {
        permissions.add(fromOthersUp[bit]);
      }
    }
    return permissions;
  }

  private static boolean isTrue(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static Path folder(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create " + path, e);
    }
  }
}
