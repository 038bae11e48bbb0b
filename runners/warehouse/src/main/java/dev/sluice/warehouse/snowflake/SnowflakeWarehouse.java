package dev.sluice.warehouse.snowflake;

import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.load.LoadSql;
import dev.sluice.warehouse.load.StagedRows;
import dev.sluice.warehouse.load.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database in Snowflake that is open for a load: it reads the files of a dataset itself. */
final class SnowflakeWarehouse implements Warehouse {

  private final WarehouseConnection.Snowflake connection;
  private final SqlSession session;
  private final ObjectStore store;
  private final StepContext context;
  private final LoadSql sql = new SnowflakeSql();

  SnowflakeWarehouse(
      WarehouseConnection.Snowflake connection,
      SqlSession session,
      ObjectStore store,
      StepContext context) {
    this.connection = connection;
    this.session = session;
    this.store = store;
    this.context = context;
  }

  @Override
  public LoadSql sql() {
    return sql;
  }

  @Override
  public SqlSession session() {
    return session;
  }

  @Override
  public StagedRows stage(Snapshot snapshot, List<Column> target) throws InterruptedException {
    StoreConnection lake = store.connection();
    session.execute(
        Staging.COPY.createStage(
            store.uri(""),
            lake.endpoint(),
            connection.storageIntegration(),
            connection.storageIntegration() == null ? keys(lake) : null));
    return SnowflakeRows.stage(new Staging(session, store, snapshot, context), target);
  }

  private static CopySql.Keys keys(StoreConnection lake) {
    if (lake.accessKeyIdFile() == null || lake.secretAccessKeyFile() == null) {
      throw new StepFailure.UserError(
          "StageNotReadable",
          "Snowflake cannot read bucket "
              + lake.bucket()
              + ": the ObjectStore has no keys in a Secret, and the Warehouse no storage"
              + " integration. Set spec.snowflake.storageIntegration; sql/snowflake makes one.");
    }
    return new CopySql.Keys(content(lake.accessKeyIdFile()), content(lake.secretAccessKeyFile()));
  }

  private static String content(@Nullable String file) {
    try {
      return Files.readString(Path.of(String.valueOf(file))).strip();
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "WrongCredentials",
          "The credentials file " + file + " of the object store cannot be read.",
          e);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
