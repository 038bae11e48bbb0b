package dev.sluice.warehouse.postgresql;

import com.amazon.redshift.util.RedshiftException;
import dev.sluice.protocol.StepFailure;
import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** Says why a server that speaks PostgreSQL's protocol could not be connected to. */
public final class ConnectFailure {

  private ConnectFailure() {}

  /**
   * What was tried.
   *
   * @param warehouse its name
   * @param tls whether it had to be encrypted
   */
  public record Target(
      String warehouse, String host, int port, String database, String user, boolean tls) {

    private String address() {
      return host + ":" + port;
    }
  }

  public static StepFailure of(SQLException e, Target target) {
    if (caused(e, UnknownHostException.class)) {
      return new StepFailure.Transient(
          "HostUnknown",
          "No host "
              + target.host()
              + " is known here: correct the host of warehouse "
              + target.warehouse()
              + ", or the cluster's DNS.",
          e);
    }
    if (caused(e, SSLException.class) || (target.tls() && isOfDriversChecks(e))) {
      return new StepFailure.UserError(
          "TlsRefused",
          target.address()
              + " cannot be trusted: "
              + String.valueOf(root(e).getMessage()).replaceFirst("\\.$", "")
              + ". Give the Warehouse the certificate that signs the server's, or correct the host,"
              + " which must be the one in the certificate.",
          e);
    }
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return switch (state) {
      case "28P01", "28000" ->
          new StepFailure.UserError(
              "WrongCredentials",
              target.address()
                  + " refuses user "
                  + target.user()
                  + " of warehouse "
                  + target.warehouse()
                  + ": correct username and password in its Secret, or let the server admit the user"
                  + " from here ("
                  + text(e)
                  + ").",
              e);
      case "3D000" ->
          new StepFailure.UserError(
              "DatabaseNotFound",
              target.address()
                  + " has no database "
                  + target.database()
                  + ": create it, or correct the database of warehouse "
                  + target.warehouse()
                  + ".",
              e);
      case "42501" ->
          new StepFailure.UserError(
              "AccessDenied",
              "User "
                  + target.user()
                  + " may not connect: GRANT CONNECT ON DATABASE "
                  + target.database()
                  + " TO "
                  + target.user()
                  + ".",
              e);
      case "08004" ->
          target.tls()
              ? new StepFailure.UserError(
                  "TlsRefused",
                  target.address()
                      + " does not encrypt connections ("
                      + text(e)
                      + "): switch TLS on there, or set sslMode: Disable if the network is trusted.",
                  e)
              : unavailable(e, target);
      default -> unavailable(e, target);
    };
  }

  /** A name that is not in the certificate, or certificates of ours that cannot be read. */
  private static boolean isOfDriversChecks(SQLException e) {
    return !isOfServer(e)
        && PSQLState.CONNECTION_FAILURE.getState().equals(e.getSQLState())
        && (e.getCause() == null
            || caused(e, GeneralSecurityException.class)
            || caused(e, FileNotFoundException.class));
  }

  private static boolean isOfServer(SQLException e) {
    return e instanceof RedshiftException redshift
        ? redshift.getServerErrorMessage() != null
        : !(e instanceof PSQLException postgresql) || postgresql.getServerErrorMessage() != null;
  }

  private static StepFailure unavailable(SQLException e, Target target) {
    return new StepFailure.Transient(
        "WarehouseUnavailable",
        "Warehouse "
            + target.warehouse()
            + " does not answer at "
            + target.address()
            + ": "
            + text(e)
            + ".",
        e);
  }

  private static String text(SQLException e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("^FATAL: ", "")
        .replaceAll("\\s*\\n\\s*", "; ")
        .replaceFirst("\\.$", "");
  }

  private static boolean caused(Throwable e, Class<? extends Throwable> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
