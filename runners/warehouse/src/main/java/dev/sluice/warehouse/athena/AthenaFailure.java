package dev.sluice.warehouse.athena;

import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.SqlFailure;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.model.AthenaError;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;

/** Says what a failure of Athena or Glue means to the user. */
final class AthenaFailure {

  private static final Set<String> WRONG_KEYS =
      Set.of(
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "InvalidClientTokenId",
          "MissingAuthenticationToken",
          "IncompleteSignature");
  private static final Set<String> PASSING =
      Set.of(
          "ExpiredTokenException",
          "TooManyRequestsException",
          "OperationTimeoutException",
          "ConcurrentModificationException");
  private static final String DENIED = "AccessDeniedException";
  private static final String MALFORMED = "MALFORMED_QUERY";

  /** Athena's own fault, in {@code AthenaError.errorCategory}. */
  private static final int SYSTEM = 1;

  private AthenaFailure() {}

  /**
   * The failure of a call.
   *
   * @param action what was tried, to follow "could not": {@code start a query}
   */
  static RuntimeException of(SdkException e, QualityStep.Athena athena, String action) {
    return e instanceof AwsServiceException service
        ? refused(service, athena, action)
        : unreachable(e, athena, action);
  }

  private static RuntimeException refused(
      AwsServiceException e, QualityStep.Athena athena, String action) {
    if (e instanceof InvalidRequestException invalid
        && MALFORMED.equals(invalid.athenaErrorCode())) {
      return new SqlFailure(SqlFailure.Kind.STATEMENT, text(e), e);
    }
    String code = code(e);
    String could = "Could not " + action + ": ";
    if (e.isThrottlingException() || e.statusCode() >= 500 || PASSING.contains(code)) {
      return new StepFailure.Transient(
          "AthenaUnavailable",
          could + "AWS answered " + e.statusCode() + " " + code + ": " + sentence(text(e)),
          e);
    }
    if (WRONG_KEYS.contains(code)) {
      return new StepFailure.UserError(
          "WrongCredentials",
          could
              + "AWS does not accept the credentials of ObjectStore "
              + athena.store()
              + ", which are also those for Athena and Glue ("
              + code
              + "). Correct its Secret.",
          e);
    }
    if (code.equals(DENIED) || e.statusCode() == 403) {
      return new StepFailure.UserError(
          "AccessDenied",
          could
              + "AWS denies it: "
              + sentence(text(e))
              + " Grant it to the identity of ObjectStore "
              + athena.store()
              + ".",
          e);
    }
    if (e instanceof EntityNotFoundException) {
      return new StepFailure.UserError(
          "DatabaseNotFound",
          could
              + "Glue has no database "
              + athena.database()
              + ". Create it, or correct spec.athena.database ("
              + sentence(text(e))
              + ")",
          e);
    }
    return new StepFailure.UserError(
        "AthenaRefused", could + "AWS answered " + code + ": " + sentence(text(e)), e);
  }

  private static RuntimeException unreachable(
      SdkException e, QualityStep.Athena athena, String action) {
    Throwable root = e;
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof StepFailure failure) {
        return failure;
      }
      root = t;
    }
    String place = athena.endpoint() == null ? "AWS" : athena.endpoint();
    return new StepFailure.Transient(
        "AthenaUnavailable",
        "Could not " + action + ": " + place + " does not answer: " + sentence(root.toString()),
        e);
  }

  /** The failure of a query that Athena has accepted and not finished. */
  static RuntimeException of(QueryExecutionStatus status) {
    String reason = status.stateChangeReason() == null ? "" : status.stateChangeReason().strip();
    if (status.state() == QueryExecutionState.CANCELLED) {
      return new StepFailure.UserError(
          "AthenaRefused",
          "Athena cancelled the query: "
              + (reason.isEmpty() ? "somebody stopped it." : sentence(reason))
              + " Where the work group bounds the data that a query may scan, raise the bound or"
              + " check fewer columns or slices.",
          null);
    }
    @Nullable AthenaError error = status.athenaError();
    boolean mayPass =
        error != null
            && (Boolean.TRUE.equals(error.retryable())
                || Integer.valueOf(SYSTEM).equals(error.errorCategory()));
    return mayPass
        ? new StepFailure.Transient(
            "AthenaUnavailable", "Athena could not finish the query: " + sentence(reason), null)
        : new SqlFailure(SqlFailure.Kind.STATEMENT, reason, null);
  }

  private static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
        ? ""
        : e.awsErrorDetails().errorCode();
  }

  private static String text(AwsServiceException e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorMessage() == null
        ? String.valueOf(e.getMessage())
        : e.awsErrorDetails().errorMessage();
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }
}
