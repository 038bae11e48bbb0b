package dev.sluice.dbt;

import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.WarehouseConnection.Redshift;
import java.util.LinkedHashMap;
import java.util.Map;

/** How dbt's adapter for Redshift connects. */
final class RedshiftProfile {

  private static final int CONNECT_TIMEOUT_SECONDS = 30;
  private static final int LONGEST_GROUP = 320;

  private RedshiftProfile() {}

  static Map<String, Object> of(Redshift redshift, RunContext run, Secrets secrets) {
    Map<String, Object> output = new LinkedHashMap<>();
    output.put("type", "redshift");
    output.put("host", redshift.host());
    output.put("port", redshift.port());
    output.put("dbname", redshift.database());
    output.put("user", secrets.read(redshift.usernameFile()));
    output.put("password", secrets.reference(redshift.passwordFile()));
    output.put("connect_timeout", CONNECT_TIMEOUT_SECONDS);
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
