package dev.sluice.warehouse.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.quality.TextTable;
import dev.sluice.sql.SqlFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AthenaQueriesTest {

  @TempDir private Path folder;
  private final FakeAthena athena = new FakeAthena();
  private ObjectStore store;
  private AthenaQueries queries;

  @BeforeEach
  void open() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), "key");
    store =
        ObjectStore.connect(
            new StoreConnection(
                "films", "team/", "eu-central-1", null, false, key.toString(), key.toString()));
    queries =
        new AthenaQueries(athena.settings(), store, "athena/results", new StepContext(folder));
  }

  @AfterEach
  void close() {
    queries.close();
    store.close();
    athena.close();
  }

  private static String page(String token, String... values) {
    return """
    {"ResultSet": {"Rows": [%s], "ResultSetMetadata": {"ColumnInfo": [
      {"Name": "a", "Label": "a", "Type": "varchar"}, {"Name": "b", "Label": "b", "Type": "varchar"}]}}%s}"""
        .formatted(
            String.join(
                ", ",
                Arrays.stream(values)
                    .map("{\"Data\": [{\"VarCharValue\": \"%s\"}, {}]}"::formatted)
                    .toList()),
            token.isEmpty() ? "" : ", \"NextToken\": \"" + token + "\"");
  }

  @Test
  void aQueryIsStartedInItsWorkGroupAwaitedAndReadToItsLastPage() throws Exception {
    athena
        .with(
            "GetQueryExecution",
            FakeAthena.state("QUEUED", ""),
            FakeAthena.state("RUNNING", ""),
            FakeAthena.state("SUCCEEDED", ""))
        .with("GetQueryResults", page("2", "a", "1"), page("", "2", "3"));

    TextTable result = queries.run("SELECT a, b FROM t");

    assertThat(result.columns()).containsExactly("a", "b");
    assertThat(result.rows())
        .containsExactly(
            Arrays.asList("1", null), Arrays.asList("2", null), Arrays.asList("3", null));
    assertThat(queries.bytesScanned()).isEqualTo(1048576);
    assertThat(athena.calls().get(0))
        .startsWith("StartQueryExecution")
        .contains(
            "\"QueryString\":\"SELECT a, b FROM t\"",
            "\"WorkGroup\":\"quality\"",
            "\"Database\":\"films\"",
            "\"OutputLocation\":\"s3://films/team/athena/results/\"",
            "\"ClientRequestToken\":");
    assertThat(athena.calls()).filteredOn(c -> c.contains("\"NextToken\":\"2\"")).hasSize(1);
  }

  private Throwable failure() {
    return catchThrowable(() -> queries.run("SELECT 1"));
  }

  private void assertFailure(Outcome outcome, String reason, String... words) {
    Throwable failure = failure();
    assertThat(failure).isInstanceOf(StepFailure.class).hasMessageContainingAll(words);
    assertThat(((StepFailure) failure).result().reason()).isEqualTo(reason);
    assertThat(((StepFailure) failure).result().outcome()).isEqualTo(outcome);
  }

  @Test
  void aQueryThatFailsByItsOwnFaultIsAFailureOfSql() {
    athena.with(
        "GetQueryExecution",
        FakeAthena.state(
            "FAILED",
            ", \"StateChangeReason\": \"COLUMN_NOT_FOUND: line 1:8\", \"AthenaError\":"
                + " {\"ErrorCategory\": 2, \"ErrorType\": 1000, \"Retryable\": false}"));
    assertThat(failure()).isInstanceOf(SqlFailure.class).hasMessage("COLUMN_NOT_FOUND: line 1:8");
  }

  @Test
  void aQueryThatFailsByAthenasFaultMayBeTriedAgain() {
    athena.with(
        "GetQueryExecution",
        FakeAthena.state(
            "FAILED",
            ", \"StateChangeReason\": \"Query exhausted resources\", \"AthenaError\":"
                + " {\"ErrorCategory\": 1, \"ErrorType\": 0, \"Retryable\": true}"));
    assertFailure(
        Outcome.TRANSIENT,
        "AthenaUnavailable",
        "Athena could not finish the query: Query exhausted resources.");
  }

  @Test
  void aBoundOnScannedDataIsNotTriedAgain() {
    athena.with(
        "GetQueryExecution",
        FakeAthena.state(
            "CANCELLED", ", \"StateChangeReason\": \"Bytes scanned limit was exceeded\""));
    assertFailure(
        Outcome.USER_ERROR,
        "AthenaRefused",
        "Athena cancelled the query: Bytes scanned limit was exceeded.",
        "raise the bound");
  }

  @Test
  void aMissingGrantIsNamed() {
    athena.failing(
        "StartQueryExecution",
        400,
        "{\"__type\": \"AccessDeniedException\", \"Message\": \"You are not authorized to perform:"
            + " athena:StartQueryExecution on the resource.\"}");
    assertFailure(
        Outcome.USER_ERROR,
        "AccessDenied",
        "Could not start a query in work group quality",
        "athena:StartQueryExecution",
        "Grant it to the identity of ObjectStore lake");
  }

  @Test
  void wrongKeysAreTheStores() {
    athena.failing(
        "StartQueryExecution",
        400,
        "{\"__type\": \"UnrecognizedClientException\", \"message\": \"The security token included"
            + " in the request is invalid.\"}");
    assertFailure(Outcome.USER_ERROR, "WrongCredentials", "ObjectStore lake", "Secret");
  }

  @Test
  void whatAthenaRefusesIsSaidInItsWords() {
    athena.failing(
        "StartQueryExecution",
        400,
        "{\"__type\": \"InvalidRequestException\", \"Message\": \"WorkGroup quality is not"
            + " found.\"}");
    assertFailure(Outcome.USER_ERROR, "AthenaRefused", "WorkGroup quality is not found.");
  }

  @Test
  void aStatementThatAthenaCannotParseIsAFailureOfSql() {
    athena.failing(
        "StartQueryExecution",
        400,
        "{\"__type\": \"InvalidRequestException\", \"AthenaErrorCode\": \"MALFORMED_QUERY\","
            + " \"Message\": \"line 1:8: mismatched input\"}");
    assertThat(failure()).isInstanceOf(SqlFailure.class).hasMessage("line 1:8: mismatched input");
  }

  @Test
  void throttlingMayPass() {
    athena.failing(
        "StartQueryExecution",
        400,
        "{\"__type\": \"TooManyRequestsException\", \"Message\": \"Rate exceeded\"}");
    assertFailure(Outcome.TRANSIENT, "AthenaUnavailable", "Rate exceeded");
  }

  @Test
  void aCancelledStepStopsItsQuery() throws Exception {
    athena.with("GetQueryExecution", FakeAthena.state("RUNNING", ""));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread step = new Thread(() -> failure.set(failure()), "step");
    step.start();
    Awaitility.await().until(() -> athena.calls().size() > 3);

    step.interrupt();
    step.join(5_000);

    assertThat(failure.get()).isInstanceOf(InterruptedException.class);
    assertThat(athena.calls())
        .last()
        .isEqualTo("StopQueryExecution {\"QueryExecutionId\":\"q-1\"}");
    assertThat(List.copyOf(athena.calls()))
        .filteredOn(call -> call.startsWith("StopQueryExecution"))
        .hasSize(1);
  }
}
