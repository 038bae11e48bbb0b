package dev.sluice.warehouse.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.sql.SqlFailure;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers, states and texts are those that Snowflake and its driver really send. */
class SnowflakeEngineTest {

  private final SnowflakeEngine engine =
      new SnowflakeEngine(
          "wh",
          new WarehouseConnection.Snowflake(
              "myorg-main",
              "SLUICE",
              "LOADER",
              "LOADING",
              "ANALYTICS",
              new WarehouseConnection.SnowflakeSignIn(null, null, null, null, null),
              null,
              null));

  private StepFailure failure(int number, String state, String text) {
    return (StepFailure) engine.translate(new SQLException(text, state, number));
  }

  private SqlFailure sqlFailure(int number, String state, String text) {
    return (SqlFailure) engine.translate(new SQLException(text, state, number));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "390100|08001|Incorrect username or password was specified.|WrongCredentials|myorg-main",
        "390144|08001|JWT token is invalid.|WrongCredentials|DESCRIBE USER",
        "390318|08001|OAuth access token expired.|WrongCredentials|expired",
        "390189|08001|Role 'X' specified in the connect string does not exist or not authorized.|RoleNotFound|GRANT ROLE LOADER TO USER SLUICE",
        "390422|08001|IP/Token 198.51.100.1 is not allowed to access Snowflake.|AddressNotAllowed|198.51.100.1",
        "606|57P03|No active warehouse selected in the current session.|ComputeNotUsable|GRANT USAGE ON WAREHOUSE LOADING TO ROLE LOADER",
        "90073|22000|Warehouse 'LOADING' cannot be resumed because resource monitor 'M' has exceeded its quota.|ComputeNotUsable|quota",
        "3001|42501|SQL access control error: Insufficient privileges to operate on schema 'RAW'|MissingGrant|schema 'RAW'",
        "630|57014|Statement reached its statement or warehouse timeout of 600 second(s) and was canceled.|StatementTimeout|600",
      })
  void whatTheUserMustMendIsSaidInWords(
      int number, String state, String text, String reason, String words) {
    StepFailure failure = failure(number, state, text);
    assertThat(failure).isInstanceOf(StepFailure.UserError.class);
    assertThat(failure.result().reason()).isEqualTo(reason);
    assertThat(failure.result().message()).contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200015|58030|JDBC driver encountered communication error.|WarehouseUnavailable",
        "390114|08001|Authentication token has expired. The user must authenticate again.|WarehouseUnavailable",
        "0|08001|Unable to connect|WarehouseUnavailable",
        "625|57014|Statement 'x' has locked table 'T' in transaction 1 and this lock has not yet been released.|WarehouseLocked",
        "604|57014|SQL execution canceled|Interrupted",
      })
  void whatGoesAwayByItselfIsTriedAgain(int number, String state, String text, String reason) {
    StepFailure failure = failure(number, state, text);
    assertThat(failure).isInstanceOf(StepFailure.Transient.class);
    assertThat(failure.result().reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "100038|22018|Numeric value 'abc' is not recognized|CONVERSION",
        "100040|22007|Date '2026-99-01' is not recognized|CONVERSION",
        "100078|22000|String 'abcdef' is too long and would be truncated|CONVERSION",
        "100074|54000|User character length limit (5) exceeded by string 'abcdef'|CONVERSION",
        "100072|22000|NULL result in a non-nullable column|CONSTRAINT",
        "100080|22000|Number of columns in file (3) does not match that of the corresponding table (2)|INPUT",
        "100069|22P02|Error parsing JSON: unknown keyword|INPUT",
        "91016|22000|Remote file 's3://lake/x' was not found.|FILE",
        "1003|42000|SQL compilation error: syntax error line 1 at position 0 unexpected 'x'.|STATEMENT",
        "2003|42S02|SQL compilation error: Object 'X' does not exist or not authorized.|STATEMENT",
        "904|42000|SQL compilation error: error line 1 at position 7 invalid identifier 'X'|STATEMENT",
        "603|XX000|SQL execution internal error|OTHER",
      })
  void whatDependsOnTheStatementIsOfAKind(
      int number, String state, String text, SqlFailure.Kind kind) {
    assertThat(sqlFailure(number, state, text).kind()).isEqualTo(kind);
  }

  @Test
  void numberAndStateBeforeTheTextAreLeftOut() {
    assertThat(sqlFailure(1003, "42000", "001003 (42000): SQL compilation error").text())
        .isEqualTo("SQL compilation error");
  }
}
