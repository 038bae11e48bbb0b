package dev.sluice.lake;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StoreConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Keys from mounted files, or whatever identity the pod has. */
public final class StoreCredentials {

  private StoreCredentials() {}

  /** Those of a store; other services of AWS take them, too. */
  public static AwsCredentialsProvider of(StoreConnection connection) {
    String idFile = connection.accessKeyIdFile();
    String secretFile = connection.secretAccessKeyFile();
    if (idFile == null && secretFile == null) {
      return workloadIdentity(connection);
    }
    if (idFile == null || secretFile == null) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          StoreFailure.name(connection)
              + " has only one of access key id and secret access key: the Secret needs both.");
    }
    // Read for every request: a rotated Secret applies without a restart, and the files are tiny.
    return () -> AwsBasicCredentials.create(read(idFile), read(secretFile));
  }

  private static AwsCredentialsProvider workloadIdentity(StoreConnection connection) {
    AwsCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
    return new AwsCredentialsProvider() {
      @Override
      public AwsCredentials resolveCredentials() {
        try {
          return chain.resolveCredentials();
        } catch (SdkClientException e) {
          refuseWebIdentity(connection);
          throw new StepFailure.UserError(
              "WrongCredentials",
              "The pod has no identity for "
                  + StoreFailure.name(connection)
                  + ": give the ObjectStore a Secret with keys, or the step's service account a"
                  + " workload identity.",
              e);
        }
      }
    };
  }

  /** Of all identities the chain says only that there is none; a role that is refused has words. */
  private static void refuseWebIdentity(StoreConnection connection) {
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
              + StoreFailure.name(connection)
              + ": "
              + (e instanceof AwsServiceException refusal
                  ? refusal.awsErrorDetails().errorMessage()
                  : e.getMessage())
              + ". Let the role trust the step's service account.",
          e);
    }
  }

  private static String read(String file) {
    try {
      String value = Files.readString(Path.of(file)).strip();
      if (value.isEmpty()) {
        throw new StepFailure.UserError(
            "WrongCredentials",
            "The credentials file " + file + " is empty: fill the Secret's key.");
      }
      return value;
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          "The credentials file "
              + file
              + " cannot be read: does the Secret have this key? ("
              + e.getClass().getSimpleName()
              + ")",
          e);
    }
  }
}
