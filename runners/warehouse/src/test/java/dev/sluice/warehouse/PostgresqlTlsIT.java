package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.protocol.WarehouseConnection.Postgresql;
import dev.sluice.protocol.WarehouseConnection.TlsMode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections to a server with a certificate that it signed itself. */
@ExtendWith(LakeFixture.Extension.class)
class PostgresqlTlsIT {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;
  private LakeFixture lake;
  private PostgresqlFixture postgresql;
  private Path certificate;
  private TlsProxy proxy;

  @BeforeEach
  void open(LakeFixture fixture) throws Exception {
    lake = fixture;
    postgresql = new PostgresqlFixture(folder.resolve("secrets"));
    KeyStore keys = selfSigned(folder.resolve("keys.p12"));
    String encoded =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(keys.getCertificate("server").getEncoded());
    certificate =
        Files.writeString(
            folder.resolve("ca.crt"),
            "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
    proxy = new TlsProxy(keys, PASSWORD, postgresql.server.port());
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private static KeyStore selfSigned(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=sluice",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private StepResult probe(String host, TlsMode tls, @Nullable Path ca) throws Exception {
    Postgresql loader = postgresql.as("loader");
    return new Warehouses(
            lake,
            folder,
            WarehouseConnection.of(
                new Postgresql(
                    host,
                    proxy.port(),
                    loader.database(),
                    tls,
                    ca == null ? null : ca.toString(),
                    loader.usernameFile(),
                    loader.passwordFile())))
        .probe();
  }

  @Test
  void onlyATrustedServerOfThatNameIsTalkedTo() throws Exception {
    assertThat(probe("127.0.0.1", TlsMode.VERIFY_FULL, certificate).reason())
        .isEqualTo("Succeeded");
    assertThat(probe("127.0.0.1", TlsMode.REQUIRE, null).reason()).isEqualTo("Succeeded");

    Path none = Files.writeString(folder.resolve("none.crt"), "no certificate");
    for (StepResult refused :
        List.of(
            probe("127.0.0.1", TlsMode.VERIFY_FULL, null),
            probe("localhost", TlsMode.VERIFY_FULL, certificate),
            probe("127.0.0.1", TlsMode.VERIFY_FULL, none),
            probe("127.0.0.1", TlsMode.VERIFY_FULL, folder.resolve("missing.crt")))) {
      assertThat(refused.reason()).as(refused.message()).isEqualTo("TlsRefused");
      assertThat(refused.message()).contains("cannot be trusted").contains("certificate");
    }
  }
}
