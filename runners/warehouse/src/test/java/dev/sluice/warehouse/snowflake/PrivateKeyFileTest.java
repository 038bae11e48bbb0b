package dev.sluice.warehouse.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.StepFailure;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateKeyFileTest {

  private static String pem(String title, String body) {
    return "-----BEGIN " + title + "-----\n" + body + "\n-----END " + title + "-----\n";
  }

  @Test
  void pkcs8IsRead() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
    PrivateKeyFile file =
        new PrivateKeyFile("wh", pem("PRIVATE KEY", Base64.getMimeEncoder().encodeToString(key)));
    file.requireUsable(null);
    assertThat(file.isEncrypted()).isFalse();
    assertThat(file.key().getEncoded()).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RSA PRIVATE KEY|openssl pkcs8 -topk8",
        "PUBLIC KEY|is a public key",
        "OPENSSH PRIVATE KEY|is a key for ssh",
        "CERTIFICATE|is no key in PEM",
        "ENCRYPTED PRIVATE KEY|no key passphrase",
      })
  void whatIsNoUsableKeyIsNamedWithoutItsContent(String title, String words) {
    PrivateKeyFile file = new PrivateKeyFile("wh", pem(title, "c2VjcmV0"));
    assertThatThrownBy(() -> file.requireUsable(null))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("Warehouse wh")
        .hasMessageContaining(words)
        .hasMessageNotContaining("c2VjcmV0");
  }

  @Test
  void anEncryptedKeyWithItsPassphraseIsLeftToTheDriver() {
    PrivateKeyFile file = new PrivateKeyFile("wh", pem("ENCRYPTED PRIVATE KEY", "c2VjcmV0"));
    file.requireUsable("words");
    assertThat(file.isEncrypted()).isTrue();
  }

  @Test
  void aDamagedKeyIsNotQuoted() {
    PrivateKeyFile file = new PrivateKeyFile("wh", pem("PRIVATE KEY", "c2VjcmV0"));
    assertThatThrownBy(file::key)
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("is damaged")
        .hasNoCause()
        .hasMessageNotContaining("c2VjcmV0");
  }
}
