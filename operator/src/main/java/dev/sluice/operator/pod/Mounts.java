package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.AddressingStyle;
import dev.sluice.api.v1alpha1.ObjectStoreSpec;
import dev.sluice.api.v1alpha1.Postgresql;
import dev.sluice.api.v1alpha1.Redshift;
import dev.sluice.api.v1alpha1.RedshiftIam;
import dev.sluice.api.v1alpha1.SecretKeyReference;
import dev.sluice.api.v1alpha1.SslMode;
import dev.sluice.api.v1alpha1.WarehouseSpec;
import dev.sluice.operator.kube.Revisions;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.WarehouseConnection;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of one pod: secrets and warehouses as files, and the connections that name these
 * files.
 */
final class Mounts {

  private static final String ROOT = "/sluice";
  static final String SCRATCH = ROOT + "/scratch";
  static final String PROJECT = ROOT + "/project";

  /** The shortest that Kubernetes allows is 600; the kubelet renews it in time. */
  private static final long TOKEN_SECONDS = 3600;

  private final List<Volume> volumes = new ArrayList<>();
  private final List<VolumeMount> mounts = new ArrayList<>();

  Mounts() {
    add(
        new VolumeBuilder().withName("scratch").withNewEmptyDir().endEmptyDir().build(),
        SCRATCH,
        false);
  }

  List<Volume> volumes() {
    return volumes;
  }

  List<VolumeMount> mounts() {
    return mounts;
  }

  /** Mounts the keys of a store and says where they are. */
  StoreConnection store(String name, ObjectStoreSpec spec) {
    String folder = null;
    if (spec.credentials() != null) {
      folder = secret("store-" + name, spec.credentials().secretRef().name(), List.of());
    }
    String prefix = spec.prefix() == null ? "" : spec.prefix() + "/";
    boolean pathStyle =
        spec.addressingStyle() == null
            ? spec.endpoint() != null
            : spec.addressingStyle() == AddressingStyle.PATH;
    return new StoreConnection(
        spec.bucket(),
        prefix,
        spec.region() == null ? "us-east-1" : spec.region(),
        spec.endpoint(),
        pathStyle,
        folder == null ? null : folder + "/accessKeyId",
        folder == null ? null : folder + "/secretAccessKey");
  }

  /** Mounts what a warehouse needs and says where it is. */
  WarehouseConnection warehouse(String name, WarehouseSpec spec) {
    if (spec.snowflake() != null) {
      return WarehouseConnection.of(new SnowflakeMounts(this, name).connection(spec.snowflake()));
    }
    if (spec.postgresql() != null) {
      return WarehouseConnection.of(postgresql(name, spec.postgresql()));
    }
    if (spec.redshift() != null) {
      return WarehouseConnection.of(redshift(name, spec.redshift()));
    }
    if (spec.duckdb() == null) {
      throw new IllegalStateException("The schema refuses a Warehouse of no kind.");
    }
    String folder = ROOT + "/warehouse/" + name;
    Volume volume =
        new VolumeBuilder()
            .withName(volumeName("warehouse-" + name))
            .withNewPersistentVolumeClaim()
            .withClaimName(spec.duckdb().claimName())
            .endPersistentVolumeClaim()
            .build();
    add(volume, folder, false);
    String file = spec.duckdb().file() == null ? "warehouse.duckdb" : spec.duckdb().file();
    return WarehouseConnection.of(new WarehouseConnection.DuckDb(folder + "/" + file));
  }

  private WarehouseConnection.Postgresql postgresql(String name, Postgresql spec) {
    String folder = secret("warehouse-" + name, spec.credentials().secretRef().name(), List.of());
    SecretKeyReference ca = spec.caSecretRef();
    return new WarehouseConnection.Postgresql(
        spec.host(),
        spec.port() == null ? 5432 : spec.port(),
        spec.database(),
        tls(spec.sslMode()),
        ca == null
            ? null
            : secret("warehouse-ca-" + name, ca.name(), List.of(ca.key())) + "/" + ca.key(),
        folder + "/username",
        folder + "/password");
  }

  private WarehouseConnection.Redshift redshift(String name, Redshift spec) {
    return new WarehouseConnection.Redshift(
        spec.host(),
        spec.port() == null ? 5439 : spec.port(),
        spec.database(),
        tls(spec.sslMode()),
        spec.iamRole(),
        signIn(name, spec));
  }

  private WarehouseConnection.RedshiftSignIn signIn(String name, Redshift spec) {
    RedshiftIam iam = spec.iam();
    if (iam != null) {
      return new WarehouseConnection.RedshiftSignIn(
          null, null, iam.cluster(), iam.user(), iam.workgroup(), iam.region());
    }
    if (spec.credentials() == null) {
      throw new IllegalStateException("The schema refuses a Warehouse without a sign-in.");
    }
    String folder = secret("warehouse-" + name, spec.credentials().secretRef().name(), List.of());
    return WarehouseConnection.RedshiftSignIn.files(folder + "/username", folder + "/password");
  }

  private static WarehouseConnection.TlsMode tls(@Nullable SslMode mode) {
    return WarehouseConnection.TlsMode.valueOf((mode == null ? SslMode.VERIFY_FULL : mode).name());
  }

  /** Mounts a token that Kubernetes issues for the pod's ServiceAccount, and returns its file. */
  String serviceAccountToken(String mount, String audience) {
    String folder = ROOT + "/token/" + mount;
    Volume volume =
        new VolumeBuilder()
            .withName(volumeName("token-" + mount))
            .withNewProjected()
            .addNewSource()
            .withNewServiceAccountToken(audience, TOKEN_SECONDS, "token")
            .endSource()
            .endProjected()
            .build();
    add(volume, folder, true);
    return folder + "/token";
  }

  /** Mounts a Secret, or one key of it, and returns the folder. */
  String secret(String mount, String secret, List<String> keys) {
    String folder = ROOT + "/secret/" + mount;
    Volume volume =
        new VolumeBuilder()
            .withName(volumeName("secret-" + mount))
            .withNewSecret()
            .withSecretName(secret)
            .withItems(keys.stream().map(key -> new KeyToPath(key, null, key)).toList())
            .endSecret()
            .build();
    add(volume, folder, true);
    return folder;
  }

  /** Mounts one key of a Secret and returns its file. */
  String key(SecretKeyReference key) {
    return secret(key.name() + "-" + key.key(), key.name(), List.of(key.key())) + "/" + key.key();
  }

  /** Mounts a ConfigMap as folder of a project and returns the folder. */
  String project(String configMap, List<KeyToPath> items) {
    Volume volume =
        new VolumeBuilder()
            .withName("project")
            .withNewConfigMap()
            .withName(configMap)
            .withItems(items)
            .endConfigMap()
            .build();
    add(volume, PROJECT, true);
    return PROJECT;
  }

  private void add(Volume volume, String path, boolean readOnly) {
    boolean known = volumes.stream().anyMatch(v -> v.getName().equals(volume.getName()));
    if (known) {
      return;
    }
    volumes.add(volume);
    mounts.add(
        new VolumeMountBuilder()
            .withName(volume.getName())
            .withMountPath(path)
            .withReadOnly(readOnly ? Boolean.TRUE : null)
            .build());
  }

  private static String volumeName(String name) {
    return Revisions.name(name);
  }

  /** The image of a step, unless its spec names one. */
  static String image(@Nullable String own, String configured) {
    return own == null ? configured : own;
  }
}
