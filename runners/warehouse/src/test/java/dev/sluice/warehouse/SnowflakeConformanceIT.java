package dev.sluice.warehouse;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.warehouse.snowflake.TestAccount;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;

class SnowflakeConformanceIT extends WarehouseConformance {

  @Override
  ConformanceTarget open(LakeFixture lake, Path folder) throws Exception {
    return new Emulated(new TestAccount(folder).connection());
  }

  private static final class Emulated extends SnowflakeTarget {

    Emulated(WarehouseConnection.Snowflake connection) throws InterruptedException {
      super("Snowflake (emulator)", connection);
    }

    @Override
    public BigInteger largestInteger() {
      return BigInteger.valueOf(Long.MAX_VALUE);
    }

    @Override
    public Optional<String> leftOut() {
      return Optional.of(
          "06: no integers beyond 64 bits, since the emulator keeps NUMBER(38,0) as BIGINT");
    }
  }
}
