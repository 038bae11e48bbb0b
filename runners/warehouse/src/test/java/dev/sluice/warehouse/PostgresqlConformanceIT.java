package dev.sluice.warehouse;

import dev.sluice.lake.LakeFixture;
import java.nio.file.Path;

class PostgresqlConformanceIT extends WarehouseConformance {

  @Override
  ConformanceTarget open(LakeFixture lake, Path folder) throws Exception {
    PostgresqlFixture postgresql = new PostgresqlFixture(folder.resolve("secrets"));
    return new PostgresqlTarget("PostgreSQL", postgresql.as("loader"), postgresql.as("transform"));
  }
}
