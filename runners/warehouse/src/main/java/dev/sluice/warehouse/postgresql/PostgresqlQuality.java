package dev.sluice.warehouse.postgresql;

import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.quality.QualitySource;
import dev.sluice.quality.QualitySql;
import dev.sluice.quality.TextTable;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.SqlSession;
import dev.sluice.sql.TableName;
import java.util.List;

/** Checks tables where they are, in a session that cannot write. */
public class PostgresqlQuality implements QualitySource {

  private final SqlSession session;
  private final QualitySql sql;

  protected PostgresqlQuality(SqlSession session, QualitySql sql) {
    this.session = session;
    this.sql = sql;
  }

  static PostgresqlQuality open(String name, WarehouseConnection.Postgresql connection)
      throws InterruptedException {
    SqlSession session = PostgresqlSession.open(name, connection);
    try {
      session.execute("SET default_transaction_read_only = on");
      return new PostgresqlQuality(session, new PostgresqlQualitySql());
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public QualitySql sql() {
    return sql;
  }

  @Override
  public TextTable query(String statement) throws InterruptedException {
    return TextTable.read(session, statement);
  }

  @Override
  public Opened open(QualityStep.Subject subject, String name, List<Column> unknown)
      throws InterruptedException {
    QualityStep.Table table = subject.table();
    if (table == null) {
      throw new IllegalArgumentException("no table: " + subject);
    }
    TableName tableName = TableName.parse(table.name());
    List<Column> columns = columns(tableName);
    if (columns.isEmpty()) {
      throw new StepFailure.UserError(
          "TableNotFound",
          "Warehouse "
              + table.warehouse()
              + " has no table "
              + tableName
              + ": load it first, or correct the name. It has: "
              + existing()
              + ".");
    }
    return new Opened(tableName.toString(), sql.table(tableName), columns, new OfTable(tableName));
  }

  /** Types without their length: what is compared with a value must not cut the value off. */
  private List<Column> columns(TableName table) throws InterruptedException {
    return session.query(
        """
        SELECT a.attname, format_type(a.atttypid, -1)
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum"""
            .formatted(sql.literal(sql.fold(table.schema())), sql.literal(sql.fold(table.table()))),
        row -> Column.optional(row.getString(1), comparable(row.getString(2))));
  }

  /** The type that a value is cast to before it is compared with a column of this type. */
  protected String comparable(String type) {
    return type;
  }

  private String existing() throws InterruptedException {
    List<String> tables =
        session.query(
            """
            SELECT n.nspname || '.' || c.relname
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%'
              AND n.nspname NOT IN ('_sluice', 'information_schema')
            ORDER BY 1 LIMIT 20""",
            row -> row.getString(1));
    return tables.isEmpty() ? "no tables" : String.join(", ", tables);
  }

  @Override
  public void close() {
    session.close();
  }

  private record OfTable(TableName table) implements Trouble {
    @Override
    public void requireAllRead() {
      // A table is read whole or not at all.
    }

    @Override
    public StepFailure explain(SqlFailure failure) {
      return failure.asUserError(
          "TableNotReadable",
          "Table "
              + table
              + " cannot be read"
              + (failure.kind() == SqlFailure.Kind.PERMISSION
                  ? " (GRANT USAGE on its schema and SELECT on it)"
                  : ""));
    }
  }
}
