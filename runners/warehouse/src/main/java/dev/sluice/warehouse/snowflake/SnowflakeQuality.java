package dev.sluice.warehouse.snowflake;

import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepFailure;
import dev.sluice.quality.QualitySource;
import dev.sluice.quality.QualitySql;
import dev.sluice.quality.TextTable;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlSession;
import dev.sluice.sql.TableName;
import java.util.List;

/** Reads tables of a database in Snowflake for checks. */
final class SnowflakeQuality implements QualitySource {

  private final SqlSession session;
  private final QualitySql sql = new SnowflakeQualitySql();

  SnowflakeQuality(SqlSession session) {
    this.session = session;
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
    QualityStep.Table checked = subject.table();
    if (checked == null) {
      throw new IllegalArgumentException("Snowflake checks tables only, not " + subject);
    }
    TableName table = TableName.parse(checked.name());
    List<Column> columns =
        session.query(
            Staging.SQL.selectColumns(table),
            row -> Column.optional(row.getString(1), row.getString(2)));
    if (columns.isEmpty()) {
      List<String> tables =
          session.query(SnowflakeSql.TABLES, row -> String.valueOf(row.getString(1)));
      throw new StepFailure.UserError(
          "TableNotFound",
          "Warehouse "
              + checked.warehouse()
              + " has no table "
              + table
              + " that its role can see: load it first, correct the name, or grant SELECT on it. It"
              + " has: "
              + (tables.isEmpty() ? "no tables" : String.join(", ", tables))
              + ".");
    }
    return new Opened(
        table.toString(),
        Staging.SQL.table(table),
        columns,
        Trouble.unreadable("Table " + table + " cannot be read"));
  }

  @Override
  public void close() {
    session.close();
  }
}
