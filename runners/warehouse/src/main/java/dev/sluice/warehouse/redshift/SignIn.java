package dev.sluice.warehouse.redshift;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.protocol.WarehouseConnection.RedshiftSignIn;
import dev.sluice.warehouse.kind.SecretFile;

/**
 * Who connects, with which password.
 *
 * @param user as the server is told; after {@code IAM:} where AWS gave the password
 */
record SignIn(String user, String password) {

  /**
   * From the mounted Secret, or from AWS.
   *
   * @param name of the Warehouse, for messages
   */
  static SignIn of(String name, WarehouseConnection.Redshift to, AwsCredentialsApi aws) {
    RedshiftSignIn signIn = to.signIn();
    if (signIn.usernameFile() != null && signIn.passwordFile() != null) {
      return new SignIn(
          SecretFile.read(name, signIn.usernameFile()),
          SecretFile.read(name, signIn.passwordFile()));
    }
    if (signIn.region() == null) {
      throw new StepFailure.Crash("The request does not say how to sign in to " + name + ".");
    }
    return aws.password(name, to.database(), signIn);
  }

  /** A record would print it. */
  @Override
  public String toString() {
    return user;
  }
}
