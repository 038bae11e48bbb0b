package dev.sluice.warehouse.duckdb;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.SqlEngine;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlFailure.Kind;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalDouble;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.QueryProgress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells DuckDB's failures apart. The driver knows no SQL states; with {@code errors_as_json} the
 * engine reports its exception type, which is what decides here, never the text.
 */
final class DuckDbEngine implements SqlEngine {

  private static final Logger log = LoggerFactory.getLogger(DuckDbEngine.class);
  private static final String START = "{\"exception_type\"";
  private static final int LOCK_HELD = 11;
  private static final int DISK_FULL = 28;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  /** DuckDB's description of a failure. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Described(
      @JsonProperty("exception_type") String type,
      @JsonProperty("exception_message") String message,
      @JsonProperty("errno") @Nullable Integer errno,
      @JsonProperty("status_code") @Nullable Integer status) {}

  @Override
  public RuntimeException translate(SQLException e) {
    Described described = describe(e);
    String message = described.message();
    return switch (described.type()) {
      case "Out of Memory" ->
          new StepFailure.UserError(
              "OutOfMemory",
              "DuckDB needs more memory than the container leaves it: raise"
                  + " spec.resources.limits.memory.",
              e);
      case "INTERRUPT", "Interrupt" ->
          new StepFailure.Transient("Interrupted", "The statement was cancelled.", e);
      case "HTTP" -> http(described, e);
      case "IO" -> io(described, e);
      case "Conversion", "Out of Range", "Mismatch Type" ->
          new SqlFailure(Kind.CONVERSION, message, e);
      case "Constraint" -> new SqlFailure(Kind.CONSTRAINT, message, e);
      case "Parser", "Syntax", "Binder", "Catalog", "Parameter Not Resolved" ->
          new SqlFailure(Kind.STATEMENT, message, e);
      case "Invalid Input", "Invalid", "Parameter Not Allowed", "Serialization" ->
          new SqlFailure(Kind.INPUT, message, e);
      case "Permission" -> new SqlFailure(Kind.PERMISSION, message, e);
      default -> new SqlFailure(Kind.OTHER, described.type() + " error: " + message, e);
    };
  }

  private static RuntimeException io(Described described, SQLException e) {
    int errno = described.errno() == null ? 0 : described.errno();
    if (errno == DISK_FULL) {
      return new StepFailure.Transient(
          "DiskFull",
          "A disk is full ("
              + described.message()
              + "): enlarge the volume of the warehouse or the scratch space of the pod.",
          e);
    }
    return new SqlFailure(errno == LOCK_HELD ? Kind.LOCKED : Kind.FILE, described.message(), e);
  }

  private static RuntimeException http(Described described, SQLException e) {
    int status = described.status() == null ? 0 : described.status();
    if (status == FORBIDDEN) {
      return new StepFailure.UserError(
          "AccessDenied",
          "The object store refuses to hand out a file of the dataset: " + described.message(),
          e);
    }
    if (status == NOT_FOUND) {
      return new StepFailure.Transient(
          "SliceChanged",
          "A file of the dataset was replaced while it was read: " + described.message(),
          e);
    }
    return new StepFailure.Transient(
        "StoreUnavailable", "The object store did not answer: " + described.message(), e);
  }

  private static Described describe(SQLException e) {
    String text = String.valueOf(e.getMessage());
    int start = text.indexOf(START);
    if (start >= 0) {
      try {
        return Json.MAPPER.readValue(text.substring(start), Described.class);
      } catch (JsonProcessingException notJson) {
        log.debug("not JSON: {}", text);
      }
    }
    return new Described("Driver", text, null, null);
  }

  @Override
  public OptionalDouble fractionDone(Statement statement) {
    try {
      QueryProgress progress = ((DuckDBPreparedStatement) statement).getQueryProgress();
      return progress.getPercentage() < 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(progress.getPercentage() / 100);
    } catch (SQLException e) {
      log.debug("no progress: {}", e.toString());
      return OptionalDouble.empty();
    }
  }
}
