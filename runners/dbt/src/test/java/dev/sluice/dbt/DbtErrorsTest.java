package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DbtErrorsTest {

  private static StepResult failure(int exitCode, String error, String... lines) {
    return DbtErrors.of(
            DbtCommand.BUILD,
            new DbtInvocation(exitCode, "1.11.16", error, List.of(lines), 1),
            "warehouse")
        .result();
  }

  @Test
  void aFileThatDoesNotParseIsTheUsersErrorWithFileAndLine() {
    StepResult result =
        failure(
            2,
            """
            Compilation Error in model bad (models/marts/bad.sql)
              Expected an expression, got 'end of statement block'
                line 1
                  select {% if %}""");

    assertThat(result.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.reason()).isEqualTo("ProjectInvalid");
    assertThat(result.message())
        .isEqualTo(
            "dbt cannot read the project: Compilation Error in model bad (models/marts/bad.sql)"
                + " Expected an expression, got 'end of statement block' line 1 select {% if %}.");
  }

  @Test
  void aLockedDatabaseIsTriedAgain() {
    StepResult result =
        failure(
            2,
            "IO Error: Could not set lock on file \"/w.duckdb\": Conflicting lock is held in"
                + " /usr/bin/python3 (PID 42). See also https://duckdb.org/docs/x");

    assertThat(result.outcome()).isEqualTo(Outcome.TRANSIENT);
    assertThat(result.reason()).isEqualTo("WarehouseLocked");
    assertThat(result.message()).contains("warehouse warehouse").contains("(PID 42)");
  }

  @Test
  void aFullDiskAndLackOfMemoryAreToldApart() {
    assertThat(failure(2, "IO Error: Could not write file: No space left on device").reason())
        .isEqualTo("DiskFull");
    assertThat(
            failure(2, "Out of Memory Error: could not allocate block of size 256.0 KiB").reason())
        .isEqualTo("OutOfMemory");
  }

  @Test
  void aSignalIsTransientAndItsNumberIsSaid() {
    StepResult result = failure(137, null);

    assertThat(result.outcome()).isEqualTo(Outcome.TRANSIENT);
    assertThat(result.message()).startsWith("dbt was ended by signal 9, most likely for want of");
  }

  @Test
  void anUnreachablePackageHubIsTriedAgain() {
    StepResult result =
        failure(2, "External connection exception occurred: HTTPSConnectionPool(host='hub')");

    assertThat(result.outcome()).isEqualTo(Outcome.TRANSIENT);
    assertThat(result.reason()).isEqualTo("PackagesUnreachable");
  }

  @Test
  void whatDbtPrintsOutsideOfItsLogIsNotLost() {
    StepResult result = failure(2, null, "Usage: dbt build [OPTIONS]", "Error: No such option");

    assertThat(result.reason()).isEqualTo("DbtFailed");
    assertThat(result.message())
        .isEqualTo(
            "dbt build ended with code 2: Usage: dbt build [OPTIONS] Error: No such option.");
  }

  @Test
  void theHeadlineOfDbtAndThePointersBelowSqlAreLeftOut() {
    assertThat(
            DbtErrors.plain(
                """
                Runtime Error in model bad (models/bad.sql)
                  Binder Error: Referenced column "rating" not found in FROM clause!

                  LINE 10:       select rating
                                        ^
                  compiled code at /sluice/scratch/target/run/shop/models/bad.sql"""))
        .isEqualTo(
            "Binder Error: Referenced column \"rating\" not found in FROM clause! LINE 10:      "
                + " select rating");
  }

  @Test
  void aServerThatDoesNotAnswerIsTriedAgainAndAWrongPasswordIsNot() {
    String start = "Database Error\n  connection to server at \"10.0.0.1\", port 5432 failed: ";
    assertThat(failure(2, start + "Connection refused").reason()).isEqualTo("WarehouseUnavailable");
    assertThat(failure(2, start + "FATAL:  the database system is starting up").outcome())
        .isEqualTo(Outcome.TRANSIENT);
    assertThat(failure(2, start + "FATAL:  password authentication failed for user \"x\"").reason())
        .isEqualTo("WrongCredentials");
    assertThat(failure(2, start + "FATAL:  database \"nix\" does not exist").reason())
        .isEqualTo("DatabaseNotFound");
  }

  /** As the connector for Python says it, of answers that a server of ours gave it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "390100 (28000): Failed to connect to DB: h:443. Incorrect username or password was specified."
            + " | WrongCredentials | USER_ERROR",
        "390144 (28000): Failed to connect to DB: h:443. JWT token is invalid. [x] | WrongCredentials"
            + " | USER_ERROR",
        "390189 (08001): Failed to connect to DB: h:443. Role 'NOPE' specified in the connect string does"
            + " not exist or not authorized. | RoleNotFound | USER_ERROR",
        "390422 (08001): Failed to connect to DB: h:443. Incoming request with IP/Token 1.2.3.4 is not"
            + " allowed to access Snowflake. | AddressNotAllowed | USER_ERROR",
        "290404 (08001): 404 Not Found: post h:443/session/v1/login-request | WarehouseUnavailable |"
            + " TRANSIENT",
        "540001 (08001): Failed to connect to DB. Verify the account name is correct: h:443. 290000: HTTP"
            + " 403: Forbidden | WarehouseUnavailable | TRANSIENT",
        "250001: Could not connect to Snowflake backend after 2 attempt(s).Aborting |"
            + " WarehouseUnavailable | TRANSIENT",
        "000606 (57P03): 01b2c3d4-0000-1111-0000-000000000000: No active warehouse selected in the current"
            + " session. | ComputeNotUsable | USER_ERROR",
        "090073 (22000): Warehouse 'WH' cannot be resumed because resource monitor 'M' has exceeded its"
            + " quota. | ComputeNotUsable | USER_ERROR",
        "090105 (22000): Cannot perform CREATE. This session does not have a current database. |"
            + " DatabaseNotFound | USER_ERROR",
        "002003 (02000): SQL compilation error: Database 'FILMS' does not exist or not authorized. |"
            + " DatabaseNotFound | USER_ERROR",
        "003001 (42501): SQL access control error: Insufficient privileges to operate on database 'FILMS'."
            + " | MissingGrant | USER_ERROR",
        "000625 (57014): Statement has locked table 'T' in transaction 17 and this lock has not yet been"
            + " released. | WarehouseLocked | TRANSIENT",
        "001003 (42000): SQL compilation error: syntax error line 1 at position 7 unexpected 'FORM'. |"
            + " DbtFailed | USER_ERROR",
      })
  void snowflakesNumbersAreReasons(String text, String reason, Outcome outcome) {
    StepResult result = failure(2, "Database Error\n  " + text);
    assertThat(result.reason()).as(result.message()).isEqualTo(reason);
    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.message())
        .contains(text.replaceFirst("^.*?: (?:[0-9a-f-]{36}: )?", "").substring(0, 20));
  }

  /** As redshift_connector says it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'S': 'FATAL', 'C': '28000', 'M': 'password authentication failed for user \"loader\"', 'F':"
            + " 'auth.c', 'L': '317', 'R': 'auth_failed'} | WrongCredentials | USER_ERROR | password"
            + " authentication failed for user \"loader\").",
        "{'S': 'FATAL', 'C': '3D000', 'M': 'database \"nix\" does not exist', 'F': 'postinit.c'} |"
            + " DatabaseNotFound | USER_ERROR | database \"nix\" does not exist.",
        "('communication error', ConnectionRefusedError(111, 'Connection refused')) |"
            + " WarehouseUnavailable | TRANSIENT | Connection refused",
        "('communication error', gaierror(-2, 'Name or service not known')) | HostUnknown | TRANSIENT |"
            + " cluster's DNS",
        "('connection time out', TimeoutError('timed out')) | WarehouseUnavailable | TRANSIENT | timed out",
        "Server refuses SSL | TlsRefused | USER_ERROR | sslMode of the Warehouse",
        "permission denied for database analytics | AccessDenied | USER_ERROR | permission denied for"
            + " database analytics",
        "Serializable isolation violation on table - 105602, transactions forming the cycle are: 1, 2 |"
            + " WarehouseConflict | TRANSIENT | tried again",
      })
  void redshiftsWordsAreReasons(String text, String reason, Outcome outcome, String says) {
    StepResult result = failure(2, "Database Error\n  " + text);
    assertThat(result.reason()).as(result.message()).isEqualTo(reason);
    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.message()).contains(says).doesNotContain("'M'");
  }

  private static StepResult nodes(String... messages) {
    List<NodeResult> nodes = new ArrayList<>();
    for (String message : messages) {
      nodes.add(
          NodeResult.of(
              "model.shop.m" + nodes.size(),
              NodeResult.Status.ERRORED,
              1,
              null,
              0,
              DbtErrors.plain("Database Error in model m (models/m.sql)\n  " + message)));
    }
    BuildRecord record = new BuildRecord("shop", null, List.of());
    record.add(DbtCommand.BUILD, new DbtInvocation(1, "1.11.16", null, List.of(), 1), nodes);
    return catchThrowableOfType(StepFailure.class, () -> record.result(ModelSteps.project().step()))
        .result();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tuple concurrently updated",
        "could not serialize access due to concurrent update",
        "deadlock detected\nDETAIL:  Process 1 waits for ShareLock on transaction 2",
        "1023 DETAIL: Serializable isolation violation on table - 1, transactions forming the cycle",
        "TransactionContext Error: Catalog write-write conflict on create with \"m\"",
        "duplicate key value violates unique constraint \"pg_type_typname_nsp_index\"",
      })
  void conflictsOfAllFailedModelsAreTriedAgainAndThoseOfSomeAreNot(String conflict) {
    StepResult all = nodes(conflict, "tuple concurrently updated");
    assertThat(all.reason()).as(all.message()).isEqualTo("WarehouseConflict");
    assertThat(all.outcome()).isEqualTo(Outcome.TRANSIENT);
    assertThat(all.message()).startsWith("2 of 2 dbt nodes could not be built: model m0: ");

    StepResult some = nodes(conflict, "column \"nope\" does not exist");
    assertThat(some.reason()).isEqualTo("ModelsFailed");
    assertThat(some.outcome()).isEqualTo(Outcome.USER_ERROR);
  }

  @Test
  void modelsThatLackAGrantSayWhichAndAreNotTriedAgain() {
    StepResult result = nodes("permission denied for schema raw");
    assertThat(result.reason()).isEqualTo("AccessDenied");
    assertThat(result.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(result.message())
        .isEqualTo(
            "1 of 1 dbt nodes could not be built: model m0: permission denied for schema raw. Give the"
                + " role of the Warehouse what it lacks, or correct the project.");
    assertThat(result.failedChecks()).hasSize(1);
    assertThat(nodes("duplicate key value violates unique constraint \"films_pk\"").reason())
        .isEqualTo("ModelsFailed");
  }
}
