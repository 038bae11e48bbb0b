package dev.sluice.dbt;

import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.WarehouseConnection.Redshift;
import dev.sluice.protocol.WarehouseConnection.RedshiftSignIn;
import java.util.LinkedHashMap;
import java.util.Map;

/** How dbt's adapter for Redshift connects. */
final class RedshiftProfile {

  private static final int LONGEST_GROUP = 320;

  private RedshiftProfile() {}

  static Map<String, Object> of(Redshift redshift, RunContext run, Secrets secrets) {
    Map<String, Object> output = new LinkedHashMap<>();
    output.put("type", "redshift");
    output.put("host", redshift.host());
    output.put("port", redshift.port());
    output.put("dbname", redshift.database());
    signIn(redshift.signIn(), secrets, output);
    // No connect_timeout: its client would give up each statement that takes longer.
    output.put("query_group", group(run));
    output.put(
        "sslmode",
        switch (redshift.tls()) {
          case DISABLE -> "disable";
          // The adapter knows no encryption without a certificate that it can verify.
          case REQUIRE -> "verify-ca";
          case VERIFY_FULL -> "verify-full";
        });
    return output;
  }

  private static void signIn(RedshiftSignIn signIn, Secrets secrets, Map<String, Object> output) {
    if (signIn.usernameFile() != null && signIn.passwordFile() != null) {
      output.put("user", secrets.read(signIn.usernameFile()));
      output.put("password", secrets.reference(signIn.passwordFile()));
      return;
    }
    output.put("region", String.valueOf(signIn.region()));
    if (signIn.cluster() != null) {
      output.put("method", "iam");
      output.put("cluster_id", signIn.cluster());
      output.put("user", String.valueOf(signIn.user()));
    } else {
      output.put("method", "iam_role");
      output.put("is_serverless", true);
      output.put("serverless_work_group", String.valueOf(signIn.workgroup()));
    }
  }

  /** By which a query in Redshift's history is found again, as those of loads are. */
  private static String group(RunContext run) {
    String group =
        "sluice "
            + run.namespace()
            + "/"
            + run.name()
            + " "
            + run.task()
            + " "
            + run.attempt()
            + " "
            + run.date();
    return group.length() <= LONGEST_GROUP ? group : group.substring(0, LONGEST_GROUP);
  }
}
