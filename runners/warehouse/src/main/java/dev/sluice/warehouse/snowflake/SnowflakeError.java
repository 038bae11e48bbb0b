package dev.sluice.warehouse.snowflake;

import java.util.Map;
import java.util.Set;

/**
 * What a failure of Snowflake means. The service's numbers are those of its error messages, as they
 * are listed in <a
 * href="https://docs.snowflake.com/en/user-guide/data-load-considerations-load">loading data</a>,
 * <a href="https://docs.snowflake.com/en/user-guide/key-pair-auth-troubleshooting">key-pair
 * sign-in</a>, <a href="https://docs.snowflake.com/en/sql-reference/transactions">transactions</a>
 * and <a href="https://docs.snowflake.com/en/sql-reference/parameters">parameters</a>; those of
 * 200,000 and more are the driver's own ({@code net.snowflake.client.api.exception.ErrorCode}).
 */
enum SnowflakeError {
  /** Password (390100), key pair (390144), token (390303, 390318), or workload (200071). */
  WRONG_CREDENTIALS(390100, 390144, 390303, 390318, 200011, 200012, 200045, 200046, 200071),
  /** The role of the connection does not exist or is not granted. */
  UNKNOWN_ROLE(390189),
  /** A network policy refuses the address. */
  NETWORK_POLICY(390422),
  /** No virtual warehouse: missing, not granted, or suspended without auto-resume. */
  NO_COMPUTE(606),
  /** A resource monitor has stopped the virtual warehouse. */
  QUOTA(90073),
  /** Insufficient privileges. */
  MISSING_GRANT(3001),
  /** The network, the service or the session went away. */
  UNREACHABLE(390112, 390113, 390114, 390115, 200002, 200015, 200016, 200022, 200052),
  /** A lock was not given in time, so that the statement gave up. */
  LOCKED(625),
  /** The statement was cancelled by somebody. */
  CANCELLED(604, 200003, 200005),
  /** The statement ran longer than it may. */
  TIMEOUT(630),
  /** A value does not fit its type or is too long. */
  CONVERSION(100035, 100037, 100038, 100039, 100040, 100046, 100071, 100074, 100078),
  /** Null where there may be none (100072), or several rows for one (100090). */
  CONSTRAINT(100072, 100090),
  /** A file is not what its format says: fields, quotes, JSON, Parquet. */
  INPUT(100016, 100065, 100066, 100068, 100069, 100080),
  /** A file or stage cannot be read. */
  FILE(91003, 91016, 200007, 200008, 200013),
  /** Syntax, unknown objects, columns and types. */
  STATEMENT(904, 1003, 2003, 2043, 90105, 90106),
  /** None of the above. */
  OTHER;

  private static final Map<String, SnowflakeError> BY_STATE =
      Map.ofEntries(
          Map.entry("08001", UNREACHABLE),
          Map.entry("08003", UNREACHABLE),
          Map.entry("08006", UNREACHABLE),
          Map.entry("58030", UNREACHABLE),
          Map.entry("42501", MISSING_GRANT),
          Map.entry("57P03", NO_COMPUTE),
          Map.entry("57014", CANCELLED),
          Map.entry("22003", CONVERSION),
          Map.entry("22007", CONVERSION),
          Map.entry("22018", CONVERSION),
          Map.entry("22P02", INPUT),
          Map.entry("42000", STATEMENT),
          Map.entry("42601", STATEMENT),
          Map.entry("42S02", STATEMENT),
          Map.entry("42S22", STATEMENT),
          Map.entry("02000", STATEMENT));

  // Set.of cannot be changed.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<Integer> numbers;

  SnowflakeError(Integer... numbers) {
    this.numbers = Set.of(numbers);
  }

  /** By number where that is known, else by SQLSTATE. */
  static SnowflakeError of(int number, String state) {
    for (SnowflakeError error : values()) {
      if (error.numbers.contains(number)) {
        return error;
      }
    }
    return BY_STATE.getOrDefault(state, OTHER);
  }
}
