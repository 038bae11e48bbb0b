package dev.sluice.dbt;

import dev.sluice.protocol.WarehouseConnection.Postgresql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** How dbt's adapter for PostgreSQL connects. */
final class PostgresqlProfile {

  private static final int CONNECT_TIMEOUT_SECONDS = 10;
  private static final Base64.Encoder BASE64 =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private PostgresqlProfile() {}

  /**
   * The profile's output.
   *
   * @param scratch folder for the certificates that are trusted
   */
  static Map<String, Object> of(Postgresql postgresql, Secrets secrets, Path scratch) {
    Map<String, Object> output = new LinkedHashMap<>();
    output.put("type", "postgres");
    output.put("host", postgresql.host());
    output.put("port", postgresql.port());
    output.put("dbname", postgresql.database());
    output.put("user", secrets.read(postgresql.usernameFile()));
    output.put("password", secrets.reference(postgresql.passwordFile()));
    output.put("connect_timeout", CONNECT_TIMEOUT_SECONDS);
    switch (postgresql.tls()) {
      case DISABLE -> output.put("sslmode", "disable");
      case REQUIRE -> output.put("sslmode", "require");
      case VERIFY_FULL -> {
        output.put("sslmode", "verify-full");
        output.put(
            "sslrootcert",
            postgresql.caFile() == null
                ? authorities(scratch.resolve("authorities.pem"))
                : postgresql.caFile());
      }
    }
    return output;
  }

  /** Whom Java trusts, loads do: dbt's own library has no list of authorities. */
  private static String authorities(Path file) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      StringBuilder pem = new StringBuilder();
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          for (X509Certificate certificate : x509.getAcceptedIssuers()) {
            pem.append("-----BEGIN CERTIFICATE-----\n")
                .append(BASE64.encodeToString(certificate.getEncoded()))
                .append("\n-----END CERTIFICATE-----\n");
          }
        }
      }
      return Files.writeString(file, pem).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The authorities that Java trusts cannot be listed.", e);
    }
  }
}
