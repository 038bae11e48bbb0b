package dev.sluice.warehouse.snowflake;

/** The statements that open a session. */
final class SessionSql {

  static final String CURRENT = "SELECT CURRENT_DATABASE(), CURRENT_WAREHOUSE(), CURRENT_VERSION()";

  private SessionSql() {}

  /**
   * What a session is set to, so that no setting of the user or account changes what a load does.
   * Idle transactions of others that hold a lock are ended by Snowflake after five minutes, so a
   * lock is waited for longer; a statement whose client died is aborted.
   */
  static String settings(String tag) {
    return """
    ALTER SESSION SET
      QUERY_TAG = %s
      AUTOCOMMIT = TRUE
      QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE
      TIMEZONE = 'UTC'
      DATE_INPUT_FORMAT = 'AUTO'
      TIME_INPUT_FORMAT = 'AUTO'
      TIMESTAMP_INPUT_FORMAT = 'AUTO'
      DATE_OUTPUT_FORMAT = 'YYYY-MM-DD'
      TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF6'
      TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6'
      TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6TZH:TZM'
      TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6TZH:TZM'
      LOCK_TIMEOUT = 900
      STATEMENT_TIMEOUT_IN_SECONDS = 21600
      ABORT_DETACHED_QUERY = TRUE"""
        .formatted(Staging.SQL.literal(tag));
  }
}
