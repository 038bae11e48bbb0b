package dev.sluice.dev.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Secrets, ConfigMaps and claims that a pod names, read from the API server. */
final class ConfigSources {
  private final KubernetesClient client;
  private final String namespace;

  ConfigSources(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** The keys of a Secret; empty when it is optional and not there. */
  Optional<Map<String, byte[]>> secret(String name, boolean optional) throws NotConfigured {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null) {
      return absent("secret", name, optional);
    }
    Map<String, byte[]> data = new TreeMap<>();
    if (secret.getData() != null) {
      secret.getData().forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    }
    return Optional.of(data);
  }

  /** The keys of a ConfigMap; empty when it is optional and not there. */
  Optional<Map<String, byte[]>> configMap(String name, boolean optional) throws NotConfigured {
    ConfigMap configMap = client.configMaps().inNamespace(namespace).withName(name).get();
    if (configMap == null) {
      return absent("configmap", name, optional);
    }
    Map<String, byte[]> data = new TreeMap<>();
    if (configMap.getData() != null) {
      configMap
          .getData()
          .forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
    }
    if (configMap.getBinaryData() != null) {
      configMap
          .getBinaryData()
          .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    }
    return Optional.of(data);
  }

  private static Optional<Map<String, byte[]>> absent(String kind, String name, boolean optional)
      throws NotConfigured {
    if (optional) {
      return Optional.empty();
    }
    throw NotConfigured.missing(kind + " \"" + name + "\" not found");
  }

  void requireClaim(String name) throws NotConfigured {
    PersistentVolumeClaim claim =
        client.persistentVolumeClaims().inNamespace(namespace).withName(name).get();
    if (claim == null) {
      throw NotConfigured.missing("persistentvolumeclaim \"" + name + "\" not found");
    }
  }
}
