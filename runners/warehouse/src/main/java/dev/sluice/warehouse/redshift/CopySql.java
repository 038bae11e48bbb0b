package dev.sluice.warehouse.redshift;

import dev.sluice.sql.Column;
import java.util.List;

/** The statements that bring Parquet files into temporary tables of the session. */
final class CopySql {

  private static final RedshiftSql SQL = RedshiftSql.INSTANCE;

  private CopySql() {}

  static String table(int number) {
    return SQL.identifier("_sluice_rows_" + number);
  }

  static String createTable(String table, List<Column> columns) {
    return "CREATE TEMPORARY TABLE " + table + " (" + SQL.definitions(columns) + ")";
  }

  /** By position: table and files have the same columns in the same order. */
  static String copy(String table, String manifest, String iamRole) {
    return """
    COPY %s
    FROM %s
    IAM_ROLE %s
    FORMAT AS PARQUET
    MANIFEST"""
        .formatted(
            table,
            SQL.literal(manifest),
            iamRole.equals("default") ? "DEFAULT" : SQL.literal(iamRole));
  }
}
