package dev.sluice.warehouse.redshift;

import dev.sluice.sql.SqlSession;
import dev.sluice.warehouse.postgresql.PostgresqlQuality;

/** Checks tables where they are, in a session that cannot write. */
final class RedshiftQuality extends PostgresqlQuality {

  private RedshiftQuality(SqlSession session) {
    super(session, new RedshiftQualitySql());
  }

  static RedshiftQuality open(RedshiftKind kind) throws InterruptedException {
    SqlSession session = RedshiftSession.open(kind);
    try {
      session.call(
          connection -> {
            connection.setReadOnly(true);
            return true;
          });
      return new RedshiftQuality(session);
    } catch (RuntimeException | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  /** A cast to a character type without a length would cut values off, at 256 or at 1. */
  @Override
  protected String comparable(String type) {
    return type.startsWith("character") || type.equals("bpchar") ? RedshiftTypes.TEXT : type;
  }
}
