package dev.sluice.warehouse.snowflake;

import dev.sluice.dev.warehouse.LocalSnowflake;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.protocol.WarehouseConnection.SnowflakeSignIn;
import dev.sluice.sql.SqlSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** A database of its own in the account that all tests of this JVM share. */
public final class TestAccount {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final LocalSnowflake account = Shared.ACCOUNT;
  private final String database = "T" + DATABASES.incrementAndGet();
  private final Path secret;
  private @Nullable SqlSession session;

  public TestAccount(Path folder) throws Exception {
    this.secret = Files.createDirectories(folder.resolve("snowflake"));
    Files.copy(account.privateKeyFile(), secret.resolve("privateKey"));
    Files.writeString(secret.resolve("password"), account.password() + "\n");
    Files.writeString(secret.resolve("token"), account.token());
  }

  /** Folder with the files of the Secret: privateKey, password, token. */
  public Path secret() {
    return secret;
  }

  private String file(String key) {
    return secret.resolve(key).toString();
  }

  public SnowflakeSignIn keyPair() {
    return new SnowflakeSignIn(file("privateKey"), file("passphrase"), null, null, null);
  }

  /** With the same key, under a passphrase. */
  public SnowflakeSignIn encryptedKeyPair() throws Exception {
    String cipherName = "PBEWithHmacSHA256AndAES_256";
    SecretKey passphrase =
        SecretKeyFactory.getInstance(cipherName)
            .generateSecret(new PBEKeySpec("of the test".toCharArray()));
    Cipher cipher = Cipher.getInstance(cipherName);
    cipher.init(Cipher.ENCRYPT_MODE, passphrase);
    String pem = Files.readString(account.privateKeyFile());
    byte[] key =
        Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", ""));
    // The cipher's own parameters have a name that the JDK cannot write.
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
    parameters.init(cipher.getParameters().getEncoded());
    byte[] encrypted = new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key)).getEncoded();
    Files.writeString(
        secret.resolve("encrypted"),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(encrypted)
            + "\n-----END ENCRYPTED PRIVATE KEY-----\n");
    Files.writeString(secret.resolve("passphrase"), "of the test\n");
    return new SnowflakeSignIn(file("encrypted"), file("passphrase"), null, null, null);
  }

  public SnowflakeSignIn password() {
    return new SnowflakeSignIn(null, null, null, null, file("password"));
  }

  public SnowflakeSignIn oauth() {
    return new SnowflakeSignIn(null, null, file("token"), null, null);
  }

  public SnowflakeSignIn workload() {
    return new SnowflakeSignIn(null, null, null, file("token"), null);
  }

  /** With the key pair. */
  public WarehouseConnection.Snowflake connection() {
    return connection(keyPair(), account.role(), account.warehouse());
  }

  public WarehouseConnection.Snowflake connection(
      SnowflakeSignIn signIn, String role, String warehouse) {
    return new WarehouseConnection.Snowflake(
        account.account(),
        account.user(),
        role,
        warehouse,
        database,
        signIn,
        null,
        account.endpoint().toString());
  }

  /** Runs statements as anybody else would. */
  public void execute(String... statements) throws Exception {
    for (String statement : statements) {
      session().execute(statement);
    }
  }

  /** Rows of a query, values joined with {@code |}. */
  public List<String> rows(String query) throws Exception {
    return session()
        .query(
            query,
            row -> {
              List<String> values = new ArrayList<>();
              for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(String.valueOf(row.getString(i)));
              }
              return String.join("|", values);
            });
  }

  private SqlSession session() throws InterruptedException {
    if (session == null) {
      session = session(connection());
    }
    return session;
  }

  /** A session like that of a load, for looks into any database. */
  public static SqlSession session(WarehouseConnection.Snowflake connection)
      throws InterruptedException {
    return SnowflakeSession.open(
        "wh",
        connection,
        new RunContext("default", "look", "uid-look", "look", "2026-11-21", 1, 1));
  }

  private static final class Shared {
    static final LocalSnowflake ACCOUNT = LocalSnowflake.start();
  }
}
