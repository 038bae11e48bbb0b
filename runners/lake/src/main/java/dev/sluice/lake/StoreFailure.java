package dev.sluice.lake;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StoreConnection;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what a failure of an object store means to the user. */
public final class StoreFailure {

  private static final Set<String> WRONG_KEYS =
      Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "InvalidClientTokenId");
  private static final Set<String> WRONG_REGION =
      Set.of("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraint");
  private static final Set<String> PASSING =
      Set.of("SlowDown", "RequestTimeout", "ExpiredToken", "RequestTimeTooSkewed");
  private static final Set<String> CONFLICT =
      Set.of("PreconditionFailed", "ConditionalRequestConflict");

  private StoreFailure() {}

  /**
   * The failure as the runner reports it. What is not a failure of the store, an interruption above
   * all, comes back as it is.
   *
   * @param action what was tried, to follow "could not": {@code read s3://lake/a}
   */
  public static RuntimeException translate(
      RuntimeException e, StoreConnection connection, String action) {
    if (e instanceof AbortedException || !(e instanceof SdkException sdk)) {
      return e;
    }
    if (e instanceof AwsServiceException service) {
      return refused(service, connection, action);
    }
    return unreachable(sdk, connection, action);
  }

  /** A body that broke off again and again. */
  static RuntimeException broken(IOException e, StoreConnection connection, String action) {
    return new StepFailure.Transient(
        "StoreUnavailable",
        "Could not " + action + ": " + name(connection) + " broke off: " + e + ".",
        e);
  }

  /** An object that a bulk deletion could not delete. */
  static RuntimeException notDeleted(String key, String code, StoreConnection connection) {
    String message = "Could not delete " + key + " from " + name(connection) + ": " + code + ".";
    return code.equals("AccessDenied")
        ? new StepFailure.UserError(
            "AccessDenied", message + " Grant s3:DeleteObject to the identity of the ObjectStore.")
        : new StepFailure.Transient("StoreUnavailable", message, null);
  }

  /** The store as messages name it. */
  static String name(StoreConnection connection) {
    return "bucket " + connection.bucket() + " at " + place(connection);
  }

  /** Whether a conditional write lost against another writer. */
  static boolean isConflict(AwsServiceException e) {
    // 404: If-Match on an object that was deleted meanwhile.
    return CONFLICT.contains(code(e))
        || e.statusCode() == 412
        || e.statusCode() == 409
        || isMissing(e);
  }

  /** Whether the object (not the bucket) does not exist. */
  static boolean isMissing(AwsServiceException e) {
    return e.statusCode() == 404 && !code(e).equals("NoSuchBucket");
  }

  private static RuntimeException refused(
      AwsServiceException e, StoreConnection connection, String action) {
    String code = code(e);
    String could = "Could not " + action + ": ";
    if (code.equals("NoSuchBucket")) {
      return new StepFailure.UserError(
          "BucketNotFound",
          could
              + "there is no bucket \""
              + connection.bucket()
              + "\" at "
              + place(connection)
              + ". Create it, or correct spec.bucket of the ObjectStore.",
          e);
    }
    if (WRONG_KEYS.contains(code)) {
      return new StepFailure.UserError(
          "WrongCredentials",
          could
              + place(connection)
              + " does not accept the credentials for bucket "
              + connection.bucket()
              + (code.equals("InvalidAccessKeyId")
                  ? " (it does not know the access key id)"
                  : " (the secret access key is wrong)")
              + ". Correct the Secret that the ObjectStore names.",
          e);
    }
    if (PASSING.contains(code) || e.statusCode() >= 500 || e.statusCode() == 429) {
      return new StepFailure.Transient(
          "StoreUnavailable",
          could + name(connection) + " answered " + e.statusCode() + " " + code + ".",
          e);
    }
    if (WRONG_REGION.contains(code) || e.statusCode() == 301) {
      return new StepFailure.UserError(
          "WrongRegion",
          could
              + name(connection)
              + " is not in region "
              + connection.region()
              + ". Correct spec.region of the ObjectStore.",
          e);
    }
    if (e.statusCode() == 403 || e.statusCode() == 401) {
      return new StepFailure.UserError(
          "AccessDenied",
          could
              + name(connection)
              + " denies it. Grant the identity of the ObjectStore to list, read, write and"
              + " delete below \""
              + connection.prefix()
              + "\".",
          e);
    }
    if (isMissing(e)) {
      return new StepFailure.Transient(
          "ObjectGone",
          could + "it is no longer in " + name(connection) + ". The next attempt reads anew.",
          e);
    }
    return new StepFailure.UserError(
        "StoreRefused",
        could + name(connection) + " answered " + e.statusCode() + " " + code + ": " + text(e),
        e);
  }

  private static RuntimeException unreachable(
      SdkException e, StoreConnection connection, String action) {
    String why = "does not answer";
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof StepFailure failure) {
        return failure;
      }
      if (t instanceof UnknownHostException) {
        why = "has a host name that is not known (is spec.endpoint of the ObjectStore right?)";
        break;
      }
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String detail = root instanceof SdkClientException ? root.getMessage() : root.toString();
    return new StepFailure.Transient(
        "StoreUnavailable",
        "Could not " + action + ": " + name(connection) + " " + why + ": " + detail + ".",
        e);
  }

  private static String place(StoreConnection connection) {
    @Nullable String endpoint = connection.endpoint();
    return endpoint == null ? "AWS S3 in " + connection.region() : endpoint;
  }

  private static String code(AwsServiceException e) {
    if (e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null) {
      return "";
    }
    return e.awsErrorDetails().errorCode();
  }

  private static String text(AwsServiceException e) {
    if (e.awsErrorDetails() == null || e.awsErrorDetails().errorMessage() == null) {
      return String.valueOf(e.getMessage());
    }
    return e.awsErrorDetails().errorMessage();
  }
}
