package dev.sluice.dev.demo;

import dev.sluice.dev.store.LocalStore;
import java.util.List;

/** The resources that an example finds in its cluster. */
final class PlatformResources {
  static final String OPERATOR_NAMESPACE = "sluice-system";
  static final String OPERATOR = "sluice";

  private static final String OPERATOR_ACCOUNT =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: %1$s}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: %2$s, namespace: %1$s}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: sluice}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: sluice}
      subjects: [{kind: ServiceAccount, name: %2$s, namespace: %1$s}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: sluice-leader-election, namespace: %1$s}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: sluice-leader-election}
      subjects: [{kind: ServiceAccount, name: %2$s, namespace: %1$s}]
      ---
      """;

  private static final String KEYS =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: %1$s}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: lake-keys, namespace: %1$s}
      stringData: {accessKeyId: %2$s, secretAccessKey: %3$s}
      ---
      """;

  private static final String OBJECT_STORE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ObjectStore
      metadata: {name: %2$s, namespace: %1$s}
      spec:
        bucket: %2$s
        endpoint: %3$s
        %4$s
        credentials: {secretRef: {name: lake-keys}}
      ---
      """;

  private PlatformResources() {}

  static String operatorAccount() {
    return OPERATOR_ACCOUNT.formatted(OPERATOR_NAMESPACE, OPERATOR);
  }

  /**
   * @param prefix of the stores' keys, with a slash at its end; empty for the whole bucket
   * @param warehouse the YAML of the warehouse
   */
  static String connections(
      String namespace, List<String> buckets, String prefix, LocalStore store, String warehouse) {
    StringBuilder yaml = new StringBuilder();
    yaml.append(KEYS.formatted(namespace, store.accessKey(), store.secretKey()));
    String folder = prefix.isEmpty() ? "" : "prefix: " + prefix.substring(0, prefix.length() - 1);
    for (String bucket : buckets) {
      yaml.append(OBJECT_STORE.formatted(namespace, bucket, store.endpoint(), folder));
    }
    yaml.append(warehouse);
    return yaml.toString();
  }
}
