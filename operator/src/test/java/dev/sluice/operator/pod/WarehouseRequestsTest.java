package dev.sluice.operator.pod;

import static dev.sluice.operator.pod.RequestFixture.loadInto;
import static dev.sluice.operator.pod.RequestFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.WarehouseConnection;
import io.fabric8.kubernetes.api.model.Volume;
import org.junit.jupiter.api.Test;

class WarehouseRequestsTest {

  @Test
  void aLoadKnowsWhereTheWarehouseIsMounted() {
    StepRequest request =
        request(
            "- {kind: WarehouseLoad, name: l, spec: {from: {datasetIngest: raw}, warehouse: duck,"
                + " table: raw.films, mode: Merge, keys: [id]}}",
            "warehouseLoad",
            "l");
    assertThat(request.load().mode()).isEqualTo(LoadStep.Mode.MERGE);
    assertThat(request.load().keys()).containsExactly("id");
    assertThat(request.load().sliceColumn()).isEqualTo("run_date");
    assertThat(request.warehouse("duck").duckdb().file())
        .isEqualTo("/sluice/warehouse/duck/films.duckdb");
  }

  @Test
  void aLoadIntoPostgresqlVerifiesTheServerUnlessToldOtherwise() {
    assertThat(loadInto("server").build().warehouse("server").postgresql())
        .isEqualTo(
            new WarehouseConnection.Postgresql(
                "db",
                5432,
                "marts",
                WarehouseConnection.TlsMode.VERIFY_FULL,
                null,
                "/sluice/secret/warehouse-server/username",
                "/sluice/secret/warehouse-server/password"));
    assertThat(loadInto("plain").build().warehouse("plain").postgresql().tls())
        .isEqualTo(WarehouseConnection.TlsMode.DISABLE);
  }

  @Test
  void certificatesForPostgresqlAreMountedAsFiles() {
    Requests requests = loadInto("verified");
    WarehouseConnection.Postgresql verified = requests.build().warehouse("verified").postgresql();
    assertThat(verified.port()).isEqualTo(6432);
    assertThat(verified.caFile()).isEqualTo("/sluice/secret/warehouse-ca-verified/ca.crt");
    assertThat(requests.mounts().volumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .extracting(volume -> volume.getSecret().getSecretName())
        .contains("pg", "pg-ca");
  }

  @Test
  void aLoadIntoSnowflakeKnowsTheAccountAndWhereTheKeyIsMounted() {
    Requests requests = loadInto("keyed");
    assertThat(requests.build().warehouse("keyed").snowflake())
        .isEqualTo(
            new WarehouseConnection.Snowflake(
                "myorg-main",
                "SLUICE",
                "LOADER",
                "LOADING",
                "ANALYTICS",
                new WarehouseConnection.SnowflakeSignIn(
                    "/sluice/secret/warehouse-keyed/privateKey",
                    "/sluice/secret/warehouse-keyed/passphrase",
                    null,
                    null,
                    null),
                "LAKE",
                "https://sf.example.com"));
    assertThat(requests.mounts().volumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .extracting(volume -> volume.getSecret().getSecretName())
        .contains("snow");
  }

  @Test
  void aLoadIntoRedshiftKnowsTheRoleOfCopyAndWhereTheSecretIsMounted() {
    Requests requests = loadInto("red");
    assertThat(requests.build().warehouse("red").redshift())
        .isEqualTo(
            new WarehouseConnection.Redshift(
                "red.example.com",
                5439,
                "analytics",
                WarehouseConnection.TlsMode.VERIFY_FULL,
                "default",
                WarehouseConnection.RedshiftSignIn.files(
                    "/sluice/secret/warehouse-red/username",
                    "/sluice/secret/warehouse-red/password")));
    assertThat(requests.mounts().volumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .extracting(volume -> volume.getSecret().getSecretName())
        .contains("red-loader");
  }

  @Test
  void anIdentityThatSignsInToRedshiftNeedsNoSecret() {
    Requests requests = loadInto("iam");
    assertThat(requests.build().warehouse("iam").redshift().signIn())
        .isEqualTo(
            new WarehouseConnection.RedshiftSignIn(
                null, null, "analytics", "loader", null, "eu-central-1"));
    assertThat(requests.mounts().volumes())
        .extracting(Volume::getName)
        .noneMatch(name -> name.contains("warehouse"));
  }

  @Test
  void tokensAndPasswordsForSnowflakeAreFilesToo() {
    assertThat(loadInto("bearer").build().warehouse("bearer").snowflake().signIn().oauthTokenFile())
        .isEqualTo("/sluice/secret/warehouse-bearer/token");
    assertThat(loadInto("worded").build().warehouse("worded").snowflake().signIn().passwordFile())
        .isEqualTo("/sluice/secret/warehouse-worded/password");
  }

  @Test
  void aWorkloadSignsInWithATokenForTheAudienceThatItNames() {
    Requests requests = loadInto("workload");
    assertThat(requests.build().warehouse("workload").snowflake().signIn().workloadTokenFile())
        .isEqualTo("/sluice/token/warehouse-workload/token");
    assertThat(requests.mounts().volumes())
        .filteredOn(volume -> volume.getProjected() != null)
        .singleElement()
        .satisfies(
            volume ->
                assertThat(
                        volume
                            .getProjected()
                            .getSources()
                            .get(0)
                            .getServiceAccountToken()
                            .getAudience())
                    .isEqualTo("snow.example"));
  }
}
