package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepResult;
import java.util.List;
import org.junit.jupiter.api.Test;

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
                                        ^"""))
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
    assertThat(failure(2, start + "FATAL:  database \"nix\" does not exist").outcome())
        .isEqualTo(Outcome.USER_ERROR);
  }
}
