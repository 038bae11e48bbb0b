package dev.sluice.warehouse;

import static java.util.Objects.requireNonNull;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
    named = PostgresqlAccountConformanceIT.ACCOUNT,
    matches = ".+",
    disabledReason = "names no file with the connection to a PostgreSQL server")
class PostgresqlAccountConformanceIT extends WarehouseConformance {

  static final String ACCOUNT = "SLUICE_TEST_POSTGRESQL";

  @Override
  ConformanceTarget open(LakeFixture lake, Path folder) throws Exception {
    AccountTarget.Account account = AccountTarget.Account.of(ACCOUNT);
    WarehouseConnection.Postgresql role = requireNonNull(account.warehouse().postgresql());
    PostgresqlTarget postgresql = new PostgresqlTarget("PostgreSQL (account)", role, role);
    return new AccountTarget(postgresql, account, postgresql::drop);
  }
}
