package dev.sluice.lake;

import dev.sluice.protocol.StepFailure;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Who the pod is in AWS, by whatever way it was given an identity. */
public final class PodIdentity implements AwsCredentialsProvider, SdkAutoCloseable {

  private final DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
  private final String target;
  private final String remedy;

  /**
   * @param target what it signs in to, such as {@code warehouse sales}
   * @param remedy what to do where the pod has no identity
   */
  public PodIdentity(String target, String remedy) {
    this.target = target;
    this.remedy = remedy;
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return chain.resolveCredentials();
    } catch (SdkClientException e) {
      refuseWebIdentity();
      throw new StepFailure.UserError(
          "WrongCredentials", "The pod has no identity for " + target + ": " + remedy + ".", e);
    }
  }

  /** Of all identities the chain says only that there is none; a role that is refused has words. */
  private void refuseWebIdentity() {
    if (SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.getStringValue().isEmpty()) {
      return;
    }
    try (WebIdentityTokenFileCredentialsProvider web =
        WebIdentityTokenFileCredentialsProvider.create()) {
      web.resolveCredentials();
    } catch (SdkException e) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          "The web identity of the pod is no identity for "
              + target
              + ": "
              + (e instanceof AwsServiceException refusal
                  ? refusal.awsErrorDetails().errorMessage()
                  : e.getMessage())
              + ". Let the role trust the step's service account.",
          e);
    }
  }

  @Override
  public void close() {
    chain.close();
  }
}
