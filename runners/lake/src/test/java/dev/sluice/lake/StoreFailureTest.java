package dev.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StoreConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class StoreFailureTest {

  private static final StoreConnection STORE =
      new StoreConnection("lake", "p/", "eu-west-1", null, false, null, null);

  @ParameterizedTest
  @CsvSource({
    "404, NoSuchBucket, UserError, BucketNotFound",
    "403, AccessDenied, UserError, AccessDenied",
    "403, InvalidAccessKeyId, UserError, WrongCredentials",
    "403, SignatureDoesNotMatch, UserError, WrongCredentials",
    "400, ExpiredToken, Transient, StoreUnavailable",
    "301, PermanentRedirect, UserError, WrongRegion",
    "400, AuthorizationHeaderMalformed, UserError, WrongRegion",
    "404, NoSuchKey, Transient, ObjectGone",
    "500, InternalError, Transient, StoreUnavailable",
    "503, SlowDown, Transient, StoreUnavailable",
    "429, TooManyRequests, Transient, StoreUnavailable",
    "400, EntityTooLarge, UserError, StoreRefused"
  })
  void answerOfTheStoreBecomesAnOutcomeWithAReason(
      int status, String code, String outcome, String reason) {
    RuntimeException failure = StoreFailure.translate(exception(status, code), STORE, "read x");
    assertThat(failure.getClass().getSimpleName()).isEqualTo(outcome);
    assertThat(((StepFailure) failure).result().reason()).isEqualTo(reason);
    assertThat(failure).hasMessageStartingWith("Could not read x: ").hasMessageContaining("lake");
  }

  @Test
  void interruptionAndForeignFailuresStayWhatTheyAre() {
    RuntimeException interrupted = AbortedException.create("stop");
    RuntimeException foreign = new IllegalStateException();
    assertThat(StoreFailure.translate(interrupted, STORE, "read")).isSameAs(interrupted);
    assertThat(StoreFailure.translate(foreign, STORE, "read")).isSameAs(foreign);
  }

  @Test
  void failureOfCredentialsWithinTheClientKeepsItsOwnMessage() {
    StepFailure own = new StepFailure.UserError("WrongCredentials", "no key");
    SdkClientException wrapped = SdkClientException.create("x", own);
    assertThat(StoreFailure.translate(wrapped, STORE, "read")).isSameAs(own);
  }

  private static RuntimeException exception(int status, String code) {
    return S3Exception.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("text").build())
        .build();
  }
}
