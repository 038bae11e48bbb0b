package dev.sluice.dbt;

import dev.sluice.protocol.StepFailure;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What it means when PostgreSQL, Redshift, or a client of theirs says no. Redshift's client shows
 * what the server said as a dictionary of Python.
 */
final class PostgresqlErrors {

  /** Clients that get nowhere, and servers that stop or start. */
  private static final Pattern UNREACHABLE =
      Pattern.compile(
          "connection to server [^\\n]* failed: (?!fatal|error)|\\('communication error'"
              + "|\\('connection time out'|server socket closed|connection is closed"
              + "|server closed the connection unexpectedly|terminating connection due to"
              + "|the database system is (?:starting|shutting|in recovery|not yet)"
              + "|remaining connection slots");

  private static final Pattern HOST_UNKNOWN =
      Pattern.compile("could not translate host name|gaierror\\(|unable to determine ip for host");
  private static final Pattern NO_TLS =
      Pattern.compile(
          "server refuses ssl|server does not support ssl|certificate verify failed"
              + "|certificate_verify_failed");
  private static final Pattern NO_DATABASE =
      Pattern.compile("(?:fatal: |'c': '3d000').*database \"[^\"]*\" does not exist");

  /** Two that want the same; the last two are the catalogue's, when both make the same object. */
  private static final Pattern CONFLICT =
      Pattern.compile(
          "could not serialize access|deadlock detected|conflict with concurrent transaction"
              + "|serializable isolation violation|tuple concurrently (?:updated|deleted)"
              + "|duplicate key value violates unique constraint \"pg_");

  private static final Pattern NO_GRANT =
      Pattern.compile("permission denied for |must be (?:owner|member|able to)");

  private static final Pattern DICTIONARY =
      Pattern.compile("\\{'S': .*?'M': (?:'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\").*}");

  private PostgresqlErrors() {}

  /** A failure of the whole session; null: it is none, or none of these. */
  static @Nullable StepFailure ofSession(String error, String warehouse) {
    String lower = error.toLowerCase(Locale.ROOT);
    String text = DbtErrors.onOneLine(error);
    if (lower.contains("password authentication failed")) {
      return new StepFailure.UserError(
          "WrongCredentials",
          "Warehouse "
              + warehouse
              + " refuses user and password: correct them in its Secret ("
              + text
              + ").");
    }
    if (NO_DATABASE.matcher(lower).find()) {
      return new StepFailure.UserError(
          "DatabaseNotFound",
          "Warehouse "
              + warehouse
              + ": "
              + text
              + ". Create the database, or correct the one of the Warehouse.");
    }
    if (NO_TLS.matcher(lower).find()) {
      return new StepFailure.UserError(
          "TlsRefused",
          "Warehouse "
              + warehouse
              + " cannot be reached as its sslMode asks: "
              + text
              + ". Correct the server's certificate, or sslMode of the Warehouse.");
    }
    if (HOST_UNKNOWN.matcher(lower).find()) {
      return new StepFailure.Transient(
          "HostUnknown",
          "The host of warehouse "
              + warehouse
              + " is not known here: correct it, or the cluster's DNS ("
              + text
              + ").",
          null);
    }
    if (UNREACHABLE.matcher(lower).find()) {
      return new StepFailure.Transient(
          "WarehouseUnavailable",
          "Warehouse " + warehouse + " does not answer: " + text + ".",
          null);
    }
    return null;
  }

  /** The reason of a failed statement; null: none of its own. */
  static @Nullable String reason(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    if (CONFLICT.matcher(lower).find()) {
      return DbtErrors.CONFLICT;
    }
    return NO_GRANT.matcher(lower).find() ? "AccessDenied" : null;
  }

  /** With what a server said in its words only. */
  static String readable(String error) {
    Matcher said = DICTIONARY.matcher(error);
    if (!said.find()) {
      return error;
    }
    String message = said.group(1) == null ? said.group(2) : said.group(1);
    return error.substring(0, said.start())
        + message.replaceAll("\\\\(['\"\\\\])", "$1")
        + error.substring(said.end());
  }
}
