package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection.SnowflakeSignIn;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class SnowflakeProbeIT {

  @TempDir private Path folder;
  private Snowflakes snowflake;

  @BeforeEach
  void open(LakeFixture lake) throws Exception {
    snowflake = new Snowflakes(lake, folder);
  }

  private StepResult probe(SnowflakeSignIn signIn, String role, String warehouse) throws Exception {
    return snowflake.probe(snowflake.account.connection(signIn, role, warehouse));
  }

  private void assertReady(SnowflakeSignIn signIn) throws Exception {
    StepResult result = probe(signIn, "LOADER", "LOADING");
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.message()).contains("Snowflake", "role LOADER");
  }

  @Test
  void everySignInWorks() throws Exception {
    assertReady(snowflake.account.keyPair());
    assertReady(snowflake.account.password());
    assertReady(snowflake.account.oauth());
    assertReady(snowflake.account.encryptedKeyPair());
  }

  @Test
  void aWrongPassphraseIsNamedAndNotShown() throws Exception {
    SnowflakeSignIn signIn = snowflake.account.encryptedKeyPair();
    Files.writeString(snowflake.account.secret().resolve("passphrase"), "guessed-wrong");
    StepResult result = probe(signIn, "LOADER", "LOADING");
    assertThat(result.reason()).as(result.message()).isEqualTo("WrongCredentials");
    assertThat(result.message()).doesNotContain("guessed-wrong");
  }

  /** The driver gives such tokens to hosts of Snowflake only, so that the emulator sees none. */
  @Test
  void aTokenOfAWorkloadGoesToNobodyElse() throws Exception {
    StepResult result = probe(snowflake.account.workload(), "LOADER", "LOADING");
    assertThat(result.reason()).as(result.message()).isEqualTo("WrongCredentials");
    assertThat(result.message()).contains("requires a recognized Snowflake host");
  }

  @Test
  void aSignInThatIsRefusedNamesUserAndAccountAndNoSecret() throws Exception {
    Files.writeString(snowflake.account.secret().resolve("password"), "guessed-wrong");
    StepResult result = probe(snowflake.account.password(), "LOADER", "LOADING");
    assertThat(result.reason()).isEqualTo("WrongCredentials");
    assertThat(result.message()).contains("user LOADER").doesNotContain("guessed-wrong");
  }

  @Test
  void aKeyOfAnotherUserIsRefused() throws Exception {
    var generator = java.security.KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
    Files.writeString(
        snowflake.account.secret().resolve("privateKey"),
        "-----BEGIN PRIVATE KEY-----\n"
            + java.util.Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n");
    StepResult result = probe(snowflake.account.keyPair(), "LOADER", "LOADING");
    assertThat(result.reason()).isEqualTo("WrongCredentials");
    assertThat(result.message()).contains("JWT token is invalid");
  }

  @Test
  void aMissingKeyOfTheSecretIsNamed() throws Exception {
    Files.delete(snowflake.account.secret().resolve("privateKey"));
    StepResult result = probe(snowflake.account.keyPair(), "LOADER", "LOADING");
    assertThat(result.reason()).isEqualTo("WrongCredentials");
    assertThat(result.message()).contains("key privateKey");
  }

  @Test
  void anUnknownRoleIsNamedWithTheGrantThatItLacks() throws Exception {
    StepResult result = probe(snowflake.account.keyPair(), "NOBODY", "LOADING");
    assertThat(result.reason()).isEqualTo("RoleNotFound");
    assertThat(result.message()).contains("GRANT ROLE NOBODY TO USER LOADER");
  }

  @Test
  void aVirtualWarehouseThatCannotBeUsedIsNamed() throws Exception {
    StepResult result = probe(snowflake.account.keyPair(), "LOADER", "SLEEPING");
    assertThat(result.reason()).isEqualTo("ComputeNotUsable");
    assertThat(result.message()).contains("virtual warehouse SLEEPING");
  }
}
