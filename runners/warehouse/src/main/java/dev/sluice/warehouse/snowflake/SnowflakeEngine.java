package dev.sluice.warehouse.snowflake;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlEngine;
import dev.sluice.sql.SqlFailure;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Tells Snowflake's failures apart, by their number and SQLSTATE and never by their text. */
final class SnowflakeEngine implements SqlEngine {

  /** Some servers repeat number and state before the text. */
  private static final Pattern PREFIX = Pattern.compile("^\\d{6} \\(\\w{5}\\): (\\S+: )?");

  private final String name;
  private final WarehouseConnection.Snowflake connection;

  /**
   * @param name of the Warehouse, for messages
   */
  SnowflakeEngine(String name, WarehouseConnection.Snowflake connection) {
    this.name = name;
    this.connection = connection;
  }

  @Override
  public RuntimeException translate(SQLException e) {
    String text = PREFIX.matcher(String.valueOf(e.getMessage())).replaceFirst("").strip();
    SnowflakeError error = SnowflakeError.of(e.getErrorCode(), String.valueOf(e.getSQLState()));
    return switch (error) {
      case WRONG_CREDENTIALS ->
          user(
              "WrongCredentials",
              "Snowflake does not accept user "
                  + connection.user()
                  + " of account "
                  + connection.account()
                  + ": "
                  + line(text)
                  + " Check spec.snowflake.auth and its Secret; the public key of the user"
                  + " (DESCRIBE USER) must be the one of the private key, and a workload identity"
                  + " that of the step's ServiceAccount.",
              e);
      case UNKNOWN_ROLE ->
          user(
              "RoleNotFound",
              "Role %s does not exist, or user %s does not have it: GRANT ROLE %s TO USER %s, or correct spec.snowflake.role."
                  .formatted(
                      connection.role(), connection.user(), connection.role(), connection.user()),
              e);
      case NETWORK_POLICY ->
          user(
              "AddressNotAllowed",
              "A network policy of account "
                  + connection.account()
                  + " refuses this address: "
                  + text
                  + " Add the cluster's addresses to it.",
              e);
      case NO_COMPUTE -> SnowflakeSession.noWarehouse(name, connection);
      case QUOTA ->
          user("ComputeNotUsable", "Warehouse " + name + ": " + text + " Raise its quota.", e);
      case MISSING_GRANT ->
          user(
              "MissingGrant",
              "Warehouse "
                  + name
                  + ": role "
                  + connection.role()
                  + " lacks a grant: "
                  + line(text)
                  + " Grant it; sql/snowflake has all that a loader needs.",
              e);
      case UNREACHABLE ->
          new StepFailure.Transient(
              "WarehouseUnavailable",
              "Account " + connection.account() + " of Snowflake cannot be reached: " + line(text),
              e);
      case LOCKED ->
          new StepFailure.Transient(
              "WarehouseLocked",
              "Another session holds the rows that this one writes: "
                  + line(text)
                  + " The step is tried again.",
              e);
      case CANCELLED -> new StepFailure.Transient("Interrupted", "The statement was cancelled.", e);
      case TIMEOUT ->
          user(
              "StatementTimeout",
              line(text) + " Use a larger virtual warehouse, or raise its statement timeout.",
              e);
      case CONVERSION -> new SqlFailure(SqlFailure.Kind.CONVERSION, text, e);
      case CONSTRAINT -> new SqlFailure(SqlFailure.Kind.CONSTRAINT, text, e);
      case INPUT -> new SqlFailure(SqlFailure.Kind.INPUT, text, e);
      case FILE -> new SqlFailure(SqlFailure.Kind.FILE, text, e);
      case STATEMENT -> new SqlFailure(SqlFailure.Kind.STATEMENT, text, e);
      case OTHER -> new SqlFailure(SqlFailure.Kind.OTHER, text + " (" + e.getErrorCode() + ")", e);
    };
  }

  private static StepFailure.UserError user(String reason, String message, SQLException e) {
    return new StepFailure.UserError(reason, message, e);
  }

  private static String line(String text) {
    String line = text.replace('\n', ' ').strip();
    return line.endsWith(".") ? line : line + ".";
  }

  /** Snowflake tells nothing about a statement that runs. */
  @Override
  public OptionalDouble fractionDone(Statement statement) {
    return OptionalDouble.empty();
  }
}
