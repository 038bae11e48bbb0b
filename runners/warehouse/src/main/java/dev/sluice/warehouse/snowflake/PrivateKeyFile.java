package dev.sluice.warehouse.snowflake;

import dev.sluice.protocol.StepFailure;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A user's private key as Snowflake wants it, PKCS#8 in PEM, with words for what is not. */
record PrivateKeyFile(String warehouse, String pem) {

  private static final String REASON = "BadPrivateKey";

  /** Whether a passphrase is needed. */
  boolean isEncrypted() {
    return pem.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----");
  }

  /**
   * Refuses what no sign-in can work with; an encrypted key is only found out to be bad when it is
   * used.
   *
   * @param passphrase absent when the Secret has none
   */
  void requireUsable(@Nullable String passphrase) {
    if (isEncrypted()) {
      if (passphrase == null) {
        throw bad("is encrypted, and the Secret has no key passphrase: add it");
      }
      return;
    }
    if (pem.contains("-----BEGIN PRIVATE KEY-----")) {
      return;
    }
    if (pem.contains("-----BEGIN RSA PRIVATE KEY-----")) {
      throw bad(
          "is PKCS#1, and Snowflake wants PKCS#8: convert it with openssl pkcs8 -topk8 -nocrypt -in"
              + " old.pem -out new.pem");
    }
    if (pem.contains("PUBLIC KEY-----")) {
      throw bad(
          "is a public key, which belongs to the user in Snowflake: put the private one here");
    }
    if (pem.contains("-----BEGIN OPENSSH PRIVATE KEY-----")) {
      throw bad("is a key for ssh: make one with openssl genrsa 2048 | openssl pkcs8 -topk8");
    }
    throw bad("is no key in PEM: it must start with -----BEGIN PRIVATE KEY-----");
  }

  /** The key, of a file that is not encrypted. */
  PrivateKey key() {
    String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      return KeyFactory.getInstance("RSA")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      // The cause is left out: it may quote the key.
      throw bad("is damaged, or no RSA key: copy it once more, with all its lines");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private StepFailure.UserError bad(String what) {
    return new StepFailure.UserError(
        REASON, "Key privateKey in the Secret of Warehouse " + warehouse + " " + what + ".");
  }
}
