package dev.sluice.warehouse;

import static java.util.Objects.requireNonNull;

import dev.sluice.lake.LakeFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
    named = SnowflakeAccountConformanceIT.ACCOUNT,
    matches = ".+",
    disabledReason = "names no file with the connection to an account of Snowflake")
class SnowflakeAccountConformanceIT extends WarehouseConformance {

  static final String ACCOUNT = "SLUICE_TEST_SNOWFLAKE";

  @Override
  ConformanceTarget open(LakeFixture lake, Path folder) throws Exception {
    AccountTarget.Account account = AccountTarget.Account.of(ACCOUNT);
    requireNonNull(account.store(), "Snowflake reads files by itself: the file needs a store");
    SnowflakeTarget snowflake =
        new SnowflakeTarget("Snowflake (account)", requireNonNull(account.warehouse().snowflake()));
    return new AccountTarget(snowflake, account, snowflake::drop);
  }
}
