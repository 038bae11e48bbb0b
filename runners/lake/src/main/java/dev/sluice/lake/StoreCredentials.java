package dev.sluice.lake;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StoreConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Keys from mounted files, or whatever identity the pod has. */
public final class StoreCredentials {

  private StoreCredentials() {}

  /** Those of a store; other services of AWS take them, too. */
  public static AwsCredentialsProvider of(StoreConnection connection) {
    String idFile = connection.accessKeyIdFile();
    String secretFile = connection.secretAccessKeyFile();
    if (idFile == null && secretFile == null) {
      return new PodIdentity(
          StoreFailure.name(connection),
          "give the ObjectStore a Secret with keys, or the step's service account a workload"
              + " identity");
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
