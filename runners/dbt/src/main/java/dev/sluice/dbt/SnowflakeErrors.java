package dev.sluice.dbt;

import dev.sluice.protocol.StepFailure;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What it means when Snowflake, or its connector for Python, says no: by the number with which they
 * begin. Those of 250,000 to 299,999 and 540,001 are the connector's own ({@code
 * snowflake.connector.errorcode}), the others the service's.
 */
final class SnowflakeErrors {

  private static final Pattern NUMBERED =
      Pattern.compile(
          "^\\s*(\\d{6})(?: \\(\\w{5}\\))?: (?:\\d{6}: )?(?:(?:None|[0-9a-f]{8}-[0-9a-f-]{27}): )?(.*)",
          Pattern.MULTILINE | Pattern.DOTALL);

  /** Password, key pair, tokens. */
  private static final Set<Integer> SIGN_IN =
      Set.of(
          390100, 390144, 390303, 390318, 394300, 394301, 394302, 394303, 394304, 394305, 394306);

  private static final int UNKNOWN_ROLE = 390189;
  private static final int NETWORK_POLICY = 390422;
  private static final int NO_DATABASE = 90105;
  private static final int NO_COMPUTE = 606;
  private static final int QUOTA = 90073;
  private static final int UNKNOWN_OBJECT = 2003;
  private static final int MISSING_GRANT = 3001;
  private static final int LOCKED = 625;

  /** What cannot be reached, was closed, or did not answer a request. */
  private static final Set<Integer> CONNECTION = Set.of(250001, 250002, 250003, 540001);

  private static final int FIRST_OF_HTTP = 290000;
  private static final int LAST_OF_HTTP = 290999;

  private SnowflakeErrors() {}

  /** A failure of the whole session; null: it is none, or none of Snowflake. */
  static @Nullable StepFailure ofSession(String error, String warehouse) {
    Matcher numbered = NUMBERED.matcher(error);
    if (!numbered.find()) {
      return null;
    }
    int number = Integer.parseInt(numbered.group(1));
    String text = DbtErrors.onOneLine(numbered.group(2));
    if (SIGN_IN.contains(number)) {
      return new StepFailure.UserError(
          "WrongCredentials",
          "Snowflake does not accept the user of warehouse "
              + warehouse
              + ": check spec.snowflake.auth of the Warehouse and its Secret ("
              + text
              + ").");
    }
    if (CONNECTION.contains(number) || (number >= FIRST_OF_HTTP && number <= LAST_OF_HTTP)) {
      return new StepFailure.Transient(
          "WarehouseUnavailable",
          "Snowflake does not answer for warehouse "
              + warehouse
              + ": "
              + text
              + ". If it stays so, check spec.snowflake.account of the Warehouse.",
          null);
    }
    return switch (number) {
      case UNKNOWN_ROLE ->
          user(
              "RoleNotFound",
              warehouse,
              text,
              "Grant the role to the user, or correct spec.snowflake.role");
      case NETWORK_POLICY ->
          user(
              "AddressNotAllowed",
              warehouse,
              text,
              "Add the cluster's addresses to the network policy of the account");
      case NO_DATABASE ->
          user(
              "DatabaseNotFound",
              warehouse,
              text,
              "Create the database of spec.snowflake.database, or grant its role USAGE on it");
      case NO_COMPUTE ->
          user(
              "ComputeNotUsable",
              warehouse,
              text,
              "Create the virtual warehouse of spec.snowflake.warehouse, grant its role USAGE on it,"
                  + " and let it resume by itself");
      case QUOTA -> user("ComputeNotUsable", warehouse, text, "Raise its quota");
      default -> null;
    };
  }

  /** The reason of a failed statement; null: none of its own. */
  static @Nullable String reason(String error) {
    Matcher numbered = NUMBERED.matcher(error);
    if (!numbered.find()) {
      return null;
    }
    return switch (Integer.parseInt(numbered.group(1))) {
      case MISSING_GRANT -> "MissingGrant";
      case LOCKED -> DbtErrors.LOCKED;
      case UNKNOWN_OBJECT -> numbered.group(2).contains("Database '") ? "DatabaseNotFound" : null;
      default -> null;
    };
  }

  private static StepFailure.UserError user(
      String reason, String warehouse, String text, String remedy) {
    return new StepFailure.UserError(
        reason, "Warehouse " + warehouse + ": " + text + ". " + remedy + ".");
  }
}
