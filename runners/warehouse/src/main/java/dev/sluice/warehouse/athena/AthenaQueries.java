package dev.sluice.warehouse.athena;

import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.quality.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;

/**
 * Runs queries in Athena, one after the other: starts, waits, reads; stops one that is cancelled.
 */
final class AthenaQueries implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AthenaQueries.class);
  private static final long FIRST_WAIT_MILLIS = 100;
  private static final long LONGEST_WAIT_MILLIS = 5_000;

  private final AthenaClient athena;
  private final QualityStep.Athena settings;
  private final String resultLocation;
  private final StepContext context;
  private long bytesScanned;

  /**
   * @param results store in which Athena leaves what a query returns
   * @param folder of these results in the store
   */
  AthenaQueries(
      QualityStep.Athena settings, ObjectStore results, String folder, StepContext context) {
    this.athena = AwsClients.athena(settings, results.connection());
    this.settings = settings;
    this.resultLocation = results.uri(folder) + "/";
    this.context = context;
  }

  /** What all queries together have read, for which Athena charges. */
  long bytesScanned() {
    return bytesScanned;
  }

  TextTable run(String sql) throws InterruptedException {
    String token = UUID.randomUUID().toString();
    String id =
        AwsClients.call(
                settings,
                "start a query in work group " + settings.workGroup(),
                () ->
                    athena.startQueryExecution(
                        b ->
                            b.queryString(sql)
                                .clientRequestToken(token)
                                .workGroup(settings.workGroup())
                                .queryExecutionContext(c -> c.database(settings.database()))
                                .resultConfiguration(c -> c.outputLocation(resultLocation))))
            .queryExecutionId();
    try {
      await(id);
      return read(id);
    } catch (InterruptedException e) {
      stop(id);
      throw e;
    }
  }

  private void await(String id) throws InterruptedException {
    Progress progress = context.progress("Athena query " + id, "bytes", 0);
    long wait = FIRST_WAIT_MILLIS;
    while (true) {
      context.checkCancelled();
      QueryExecution execution =
          AwsClients.call(
                  settings,
                  "look after query " + id,
                  () -> athena.getQueryExecution(b -> b.queryExecutionId(id)))
              .queryExecution();
      long scanned = scanned(execution);
      QueryExecutionState state = execution.status().state();
      if (state == QueryExecutionState.SUCCEEDED) {
        bytesScanned += scanned;
        log.info("Athena query {}: {} bytes scanned", id, scanned);
        return;
      }
      if (state == QueryExecutionState.FAILED || state == QueryExecutionState.CANCELLED) {
        throw AthenaFailure.of(execution.status());
      }
      progress.at(scanned);
      Thread.sleep(wait);
      wait = Math.min(LONGEST_WAIT_MILLIS, wait * 3 / 2);
    }
  }

  private static long scanned(QueryExecution execution) {
    return execution.statistics() == null || execution.statistics().dataScannedInBytes() == null
        ? 0
        : execution.statistics().dataScannedInBytes();
  }

  /** The first row of the first page names the columns. */
  private TextTable read(String id) throws InterruptedException {
    List<String> columns = new ArrayList<>();
    List<List<@Nullable String>> rows = new ArrayList<>();
    @Nullable String page = null;
    do {
      String token = page;
      GetQueryResultsResponse response =
          AwsClients.call(
              settings,
              "read the results of query " + id,
              () -> athena.getQueryResults(b -> b.queryExecutionId(id).nextToken(token)));
      List<Row> found = response.resultSet().rows();
      if (page == null) {
        response.resultSet().resultSetMetadata().columnInfo().stream()
            .map(ColumnInfo::label)
            .forEach(columns::add);
        found = found.subList(1, found.size());
      }
      found.forEach(row -> rows.add(values(row)));
      page = response.nextToken();
    } while (page != null);
    return new TextTable(columns, rows);
  }

  private static List<@Nullable String> values(Row row) {
    List<@Nullable String> values = new ArrayList<>();
    for (Datum datum : row.data()) {
      values.add(datum.varCharValue());
    }
    return Collections.unmodifiableList(values);
  }

  /** A query that goes on would cost money. */
  private void stop(String id) {
    try {
      athena.stopQueryExecution(b -> b.queryExecutionId(id));
      log.info("Stopped Athena query {}", id);
    } catch (SdkException e) {
      log.warn("Athena query {} could not be stopped: {}", id, e.toString());
    }
  }

  @Override
  public void close() {
    athena.close();
  }
}
