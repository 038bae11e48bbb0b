package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.Snowflake;
import dev.sluice.api.v1alpha1.SnowflakeAuth;
import dev.sluice.api.v1alpha1.SnowflakeWorkloadIdentity;
import dev.sluice.protocol.WarehouseConnection;
import java.util.List;
import java.util.Objects;

/** The files by which a pod signs in to Snowflake. */
final class SnowflakeMounts {

  private static final String AUDIENCE = "snowflakecomputing.com";

  private final Mounts mounts;
  private final String name;

  SnowflakeMounts(Mounts mounts, String name) {
    this.mounts = mounts;
    this.name = name;
  }

  WarehouseConnection.Snowflake connection(Snowflake spec) {
    return new WarehouseConnection.Snowflake(
        spec.account(),
        spec.user(),
        spec.role(),
        spec.warehouse(),
        spec.database(),
        signIn(spec.auth()),
        spec.storageIntegration(),
        spec.endpoint());
  }

  private WarehouseConnection.SnowflakeSignIn signIn(SnowflakeAuth auth) {
    if (auth.keyPair() != null) {
      // Whether there is a passphrase only the runner can see: the operator reads no Secret.
      String folder = secret(auth.keyPair().secretRef().name());
      return new WarehouseConnection.SnowflakeSignIn(
          folder + "/privateKey", folder + "/passphrase", null, null, null);
    }
    if (auth.oauth() != null) {
      return new WarehouseConnection.SnowflakeSignIn(
          null, null, secret(auth.oauth().secretRef().name()) + "/token", null, null);
    }
    if (auth.workloadIdentity() != null) {
      SnowflakeWorkloadIdentity identity = auth.workloadIdentity();
      String audience = Objects.requireNonNullElse(identity.audience(), AUDIENCE);
      return new WarehouseConnection.SnowflakeSignIn(
          null, null, null, mounts.serviceAccountToken("warehouse-" + name, audience), null);
    }
    if (auth.password() == null) {
      throw new IllegalStateException("The schema refuses a Warehouse without a sign-in.");
    }
    return new WarehouseConnection.SnowflakeSignIn(
        null, null, null, null, secret(auth.password().secretRef().name()) + "/password");
  }

  private String secret(String secret) {
    return mounts.secret("warehouse-" + name, secret, List.of());
  }
}
