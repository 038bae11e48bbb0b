package dev.sluice.warehouse.postgresql;

import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.SqlEngine;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlFailure.Kind;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalDouble;
import org.postgresql.util.PSQLException;

/**
 * Tells failures of servers that speak PostgreSQL's protocol apart by their SQLSTATE (PostgreSQL,
 * appendix A), never by their text.
 */
public class PostgresqlEngine implements SqlEngine {

  private final String warehouse;

  /**
   * @param warehouse name and address for messages
   */
  public PostgresqlEngine(String warehouse) {
    this.warehouse = warehouse;
  }

  @Override
  public RuntimeException translate(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String message = message(e);
    switch (state) {
      case "57014":
        return new StepFailure.Transient("Interrupted", "The statement was cancelled.", e);
      case "53100":
        return new StepFailure.Transient(
            "DiskFull", "The disk of warehouse " + warehouse + " is full: " + message, e);
      case "55P03":
        return new StepFailure.Transient(
            "WarehouseLocked",
            "Another session holds a lock on the rows or the table for too long: "
                + message
                + ". The step is tried again.",
            e);
      case "23505":
        return isOfCatalogue(e)
            ? conflict("Another transaction made the same schema or table: ", message, e)
            : new SqlFailure(Kind.CONSTRAINT, message, e);
      case "42501":
        return new SqlFailure(Kind.PERMISSION, message, e);
      default:
        return byClass(state.length() < 2 ? "" : state.substring(0, 2), message, e);
    }
  }

  private RuntimeException byClass(String sqlClass, String message, SQLException e) {
    return switch (sqlClass) {
      case "08", "53", "57", "58" ->
          new StepFailure.Transient(
              "WarehouseUnavailable", "Warehouse " + warehouse + " does not answer: " + message, e);
      case "40" -> conflict("Another transaction changed the same rows: ", message, e);
      case "22" -> new SqlFailure(Kind.CONVERSION, message, e);
      case "23" -> new SqlFailure(Kind.CONSTRAINT, message, e);
      case "42", "3F", "0A", "2B", "3D" -> new SqlFailure(Kind.STATEMENT, message, e);
      case "25" -> new SqlFailure(Kind.PERMISSION, message, e);
      default -> new SqlFailure(Kind.OTHER, message, e);
    };
  }

  protected static RuntimeException conflict(String what, String message, SQLException e) {
    return new StepFailure.Transient(
        "WarehouseConflict", what + message + ". The step is tried again.", e);
  }

  /** Whether a key is of the server's own tables: two sessions made one thing at one moment. */
  protected boolean isOfCatalogue(SQLException e) {
    return e instanceof PSQLException server
        && server.getServerErrorMessage() != null
        && "pg_catalog".equals(server.getServerErrorMessage().getSchema());
  }

  /** Drivers put the parts of a server's message on lines; the first says what is wrong. */
  protected static String message(SQLException e) {
    String text = String.valueOf(e.getMessage()).replaceFirst("^(ERROR|FATAL): ", "");
    return text.replaceAll("\\s*\\n\\s*", "; ");
  }

  @Override
  public OptionalDouble fractionDone(Statement statement) {
    return OptionalDouble.empty();
  }
}
