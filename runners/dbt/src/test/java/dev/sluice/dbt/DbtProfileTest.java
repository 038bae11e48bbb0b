package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbtProfileTest {

  private static final RunContext RUN =
      new RunContext("films", "nightly", "uid", "marts", "2026-11-21", 2, 1);

  private static WarehouseConnection duckdb(String file) {
    return WarehouseConnection.of(new WarehouseConnection.DuckDb(file));
  }

  @Test
  void duckDbIsReachedByItsFileInUtc(@TempDir Path folder) throws Exception {
    DbtProfile profile =
        DbtProfile.of(
            ModelSteps.project().step(),
            duckdb(folder + "/a: b.duckdb"),
            "shop",
            RUN,
            Path.of("/scratch"));

    assertThat(profile.yaml())
        .isEqualTo(
            """
            shop:
              target: prod
              outputs:
                prod:
                  path: "%s/a: b.duckdb"
                  schema: marts
                  settings:
                    TimeZone: UTC
                    temp_directory: /scratch/duckdb-spill
                  threads: 2
                  type: duckdb
            """
                .formatted(folder));
  }

  @Test
  void aMissingFolderIsNamedBeforeDbtStarts(@TempDir Path folder) {
    String file = folder.resolve("absent/w.duckdb").toString();

    assertThatThrownBy(
            () -> DbtProfile.of(ModelSteps.project().step(), duckdb(file), "shop", RUN, folder))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("Warehouse warehouse: the folder of its database file " + file);
  }

  private static DbtProfile postgresql(
      Path folder, WarehouseConnection.TlsMode tls, @Nullable String ca) throws Exception {
    Path user = Files.writeString(folder.resolve("username"), "transform\n");
    Path password = Files.writeString(folder.resolve("password"), "s3cr3t");
    return DbtProfile.of(
        ModelSteps.project().step(),
        WarehouseConnection.of(
            new WarehouseConnection.Postgresql(
                "db", 6432, "films", tls, ca, user.toString(), password.toString())),
        "shop",
        RUN,
        folder);
  }

  @Test
  void postgresqlTakesThePasswordByAVariable(@TempDir Path folder) throws Exception {
    DbtProfile profile =
        postgresql(folder, WarehouseConnection.TlsMode.VERIFY_FULL, "/secret/ca.crt");

    assertThat(profile.yaml())
        .isEqualTo(
            """
            shop:
              target: prod
              outputs:
                prod:
                  connect_timeout: 10
                  dbname: films
                  host: db
                  password: "{{ env_var('DBT_ENV_SECRET_SLUICE_PASSWORD') }}"
                  port: 6432
                  schema: marts
                  sslmode: verify-full
                  sslrootcert: /secret/ca.crt
                  threads: 2
                  type: postgres
                  user: transform
            """);
    assertThat(profile.secrets()).containsEntry("DBT_ENV_SECRET_SLUICE_PASSWORD", "s3cr3t");
  }

  @Test
  void postgresqlIsVerifiedByTheAuthoritiesThatJavaTrusts(@TempDir Path folder) throws Exception {
    Map<String, Object> output =
        postgresql(folder, WarehouseConnection.TlsMode.VERIFY_FULL, null).output();

    Path file = Path.of(String.valueOf(output.get("sslrootcert")));
    try (InputStream pem = Files.newInputStream(file)) {
      assertThat(CertificateFactory.getInstance("X.509").generateCertificates(pem)).isNotEmpty();
    }
    assertThat(postgresql(folder, WarehouseConnection.TlsMode.DISABLE, null).output())
        .containsEntry("sslmode", "disable")
        .doesNotContainKey("sslrootcert");
  }

  @Test
  void redshiftTakesThePasswordByAVariableAndTellsTheAttempt(@TempDir Path folder)
      throws Exception {
    Path user = Files.writeString(folder.resolve("username"), "transform\n");
    Path password = Files.writeString(folder.resolve("password"), "s3cr3t");

    DbtProfile profile =
        DbtProfile.of(
            ModelSteps.project().step(),
            WarehouseConnection.of(
                new WarehouseConnection.Redshift(
                    "red.example.com",
                    5439,
                    "analytics",
                    WarehouseConnection.TlsMode.VERIFY_FULL,
                    "default",
                    WarehouseConnection.RedshiftSignIn.files(
                        user.toString(), password.toString()))),
            "shop",
            RUN,
            folder);

    assertThat(profile.yaml())
        .isEqualTo(
            """
            shop:
              target: prod
              outputs:
                prod:
                  dbname: analytics
                  host: red.example.com
                  password: "{{ env_var('DBT_ENV_SECRET_SLUICE_PASSWORD') }}"
                  port: 5439
                  query_group: sluice films/nightly marts 2 2026-11-21
                  schema: marts
                  sslmode: verify-full
                  threads: 2
                  type: redshift
                  user: transform
            """);
    assertThat(profile.secrets()).containsEntry("DBT_ENV_SECRET_SLUICE_PASSWORD", "s3cr3t");
  }

  private static Map<String, Object> redshift(WarehouseConnection.RedshiftSignIn signIn) {
    return DbtProfile.of(
            ModelSteps.project().step(),
            WarehouseConnection.of(
                new WarehouseConnection.Redshift(
                    "red", 5439, "db", WarehouseConnection.TlsMode.REQUIRE, "default", signIn)),
            "shop",
            RUN,
            Path.of("/scratch"))
        .output();
  }

  @Test
  void redshiftTakesTheIdentityOfThePod() {
    assertThat(
            redshift(
                new WarehouseConnection.RedshiftSignIn(
                    null, null, "analytics", "loader", null, "eu-central-1")))
        .containsEntry("method", "iam")
        .containsEntry("cluster_id", "analytics")
        .containsEntry("user", "loader")
        .containsEntry("region", "eu-central-1")
        .containsEntry("sslmode", "verify-ca")
        .doesNotContainKey("password");
    assertThat(
            redshift(
                new WarehouseConnection.RedshiftSignIn(
                    null, null, null, null, "analytics", "eu-central-1")))
        .containsEntry("method", "iam_role")
        .containsEntry("is_serverless", true)
        .containsEntry("serverless_work_group", "analytics")
        .doesNotContainKeys("user", "password");
  }

  private static DbtProfile snowflake(WarehouseConnection.SnowflakeSignIn signIn, String endpoint) {
    return DbtProfile.of(
        ModelSteps.project().step(),
        WarehouseConnection.of(
            new WarehouseConnection.Snowflake(
                "org-account", "SVC", "TRANSFORM", "WH", "FILMS", signIn, null, endpoint)),
        "shop",
        RUN,
        Path.of("/scratch"));
  }

  @Test
  void snowflakeTakesAKeyByItsFileAndAPassphraseByAVariable(@TempDir Path folder) throws Exception {
    Path passphrase = Files.writeString(folder.resolve("passphrase"), "s3cr3t\n");

    DbtProfile profile =
        snowflake(
            new WarehouseConnection.SnowflakeSignIn(
                "/secret/privateKey", passphrase.toString(), null, null, null),
            null);

    assertThat(profile.yaml())
        .isEqualTo(
            """
            shop:
              target: prod
              outputs:
                prod:
                  account: org-account
                  connect_retries: 3
                  connect_timeout: 30
                  database: FILMS
                  private_key_passphrase: "{{ env_var('DBT_ENV_SECRET_SLUICE_PASSPHRASE') }}"
                  private_key_path: /secret/privateKey
                  query_tag: sluice films/nightly marts 2
                  role: TRANSFORM
                  schema: marts
                  threads: 2
                  type: snowflake
                  user: SVC
                  warehouse: WH
            """);
    assertThat(profile.secrets()).containsEntry("DBT_ENV_SECRET_SLUICE_PASSPHRASE", "s3cr3t");
  }

  @Test
  void snowflakeTakesTokensAndPasswordsByVariables(@TempDir Path folder) throws Exception {
    String token = Files.writeString(folder.resolve("token"), "t0ken").toString();

    assertThat(
            snowflake(new WarehouseConnection.SnowflakeSignIn(null, null, token, null, null), null)
                .output())
        .containsEntry("authenticator", "oauth")
        .containsEntry("token", "{{ env_var('DBT_ENV_SECRET_SLUICE_TOKEN') }}");
    assertThat(
            snowflake(new WarehouseConnection.SnowflakeSignIn(null, null, null, token, null), null)
                .output())
        .containsEntry("authenticator", "workload_identity")
        .containsEntry("workload_identity_provider", "OIDC");
    assertThat(
            snowflake(
                    new WarehouseConnection.SnowflakeSignIn(null, null, null, null, token),
                    "http://127.0.0.1:4000")
                .output())
        .containsEntry("password", "{{ env_var('DBT_ENV_SECRET_SLUICE_TOKEN') }}")
        .containsEntry("host", "127.0.0.1")
        .containsEntry("port", 4000)
        .containsEntry("protocol", "http");
  }

  @Test
  void aSecretWithoutTheKeyIsNamed(@TempDir Path folder) {
    String absent = folder.resolve("password").toString();

    assertThatThrownBy(
            () ->
                snowflake(
                    new WarehouseConnection.SnowflakeSignIn(null, null, null, null, absent), null))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessage("The Secret of warehouse warehouse has no key password: add it.");
  }
}
