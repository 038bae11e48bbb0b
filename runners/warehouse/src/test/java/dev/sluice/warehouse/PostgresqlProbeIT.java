package dev.sluice.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.protocol.WarehouseConnection.Postgresql;
import dev.sluice.protocol.WarehouseConnection.TlsMode;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class PostgresqlProbeIT {

  @TempDir private Path folder;
  private LakeFixture lake;
  private PostgresqlFixture postgresql;

  @BeforeEach
  void open(LakeFixture fixture) throws Exception {
    lake = fixture;
    postgresql = new PostgresqlFixture(folder.resolve("secrets"));
  }

  private StepResult probe(Postgresql connection) throws Exception {
    return new Warehouses(lake, folder, WarehouseConnection.of(connection)).probe();
  }

  private void refused(Postgresql connection, String reason, String... parts) throws Exception {
    StepResult result = probe(connection);
    assertThat(result.outcome()).as(result.message()).isNotEqualTo(Outcome.SUCCEEDED);
    assertThat(result.reason()).as(result.message()).isEqualTo(reason);
    assertThat(result.message()).contains(parts).doesNotContain("Exception", "of-loader");
  }

  private Postgresql at(String host, int port, String database, TlsMode tls) {
    Postgresql loader = postgresql.as("loader");
    return new Postgresql(
        host, port, database, tls, null, loader.usernameFile(), loader.passwordFile());
  }

  @Test
  void loaderOfTheScriptsIsReadyBeforeAndAfterItsFirstLoad() throws Exception {
    for (int n = 0; n < 2; n++) {
      StepResult result = probe(postgresql.as("loader"));
      assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(result.message())
          .startsWith("Warehouse wh is ready: PostgreSQL ")
          .endsWith("/" + postgresql.database + ".");
      postgresql.execute("loader", "CREATE TABLE IF NOT EXISTS _sluice.load_ledger (step text)");
    }
  }

  @Test
  void missingGrantsAreNamed() throws Exception {
    postgresql.execute(
        postgresql.server.user(), "REVOKE ALL ON DATABASE " + postgresql.database + " FROM loader");
    refused(postgresql.as("loader"), "AccessDenied", "GRANT CONNECT ON DATABASE");

    postgresql.execute(
        postgresql.server.user(),
        "GRANT CONNECT ON DATABASE "
            + postgresql.database
            + " TO loader;"
            + "ALTER SCHEMA _sluice OWNER TO CURRENT_USER");
    refused(
        postgresql.as("loader"),
        "AccessDenied",
        "GRANT TEMPORARY ON DATABASE " + postgresql.database + " TO loader",
        "GRANT USAGE, CREATE ON SCHEMA _sluice TO loader");

    postgresql.execute(
        postgresql.server.user(),
        "CREATE TABLE _sluice.load_ledger (step text); GRANT USAGE ON SCHEMA _sluice TO loader");
    refused(
        postgresql.as("loader"),
        "AccessDenied",
        "GRANT SELECT, INSERT ON _sluice.load_ledger TO loader");

    postgresql.execute(postgresql.server.user(), "DROP SCHEMA _sluice CASCADE");
    refused(
        postgresql.as("loader"),
        "AccessDenied",
        "GRANT CREATE ON DATABASE " + postgresql.database + " TO loader");
  }

  @Test
  void wrongPasswordIsSaidWithoutIt() throws Exception {
    StepResult result = probe(postgresql.as("loader", "n0t-it"));
    assertThat(result.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).isEqualTo("WrongCredentials");
    assertThat(result.message()).contains("refuses user loader").doesNotContain("n0t-it");
  }

  @Test
  void emptyKeyOfTheSecretIsNamed() throws Exception {
    refused(postgresql.as("loader", "\n"), "WrongCredentials", "Key loader-password", "is empty");
  }

  @Test
  void unknownDatabaseIsNamed() throws Exception {
    int port = postgresql.server.port();
    refused(
        at(postgresql.server.host(), port, "nix-there", TlsMode.DISABLE),
        "DatabaseNotFound",
        "has no database nix-there");
  }

  @Test
  void unknownHostIsNamed() throws Exception {
    refused(
        at("nowhere.invalid", 5432, "marts", TlsMode.VERIFY_FULL),
        "HostUnknown",
        "nowhere.invalid",
        "warehouse wh");
  }

  @Test
  void portThatNobodyListensOnIsNamed() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    refused(
        at(postgresql.server.host(), free, "marts", TlsMode.DISABLE),
        "WarehouseUnavailable",
        "does not answer at " + postgresql.server.host() + ":" + free);
  }

  @Test
  void serverWithoutTlsIsRefusedUnlessItIsSwitchedOff() throws Exception {
    for (TlsMode tls : new TlsMode[] {TlsMode.REQUIRE, TlsMode.VERIFY_FULL}) {
      refused(
          at(postgresql.server.host(), postgresql.server.port(), postgresql.database, tls),
          "TlsRefused",
          "does not encrypt connections",
          "sslMode: Disable");
    }
  }
}
