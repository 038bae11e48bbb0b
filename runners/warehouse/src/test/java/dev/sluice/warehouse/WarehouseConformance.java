package dev.sluice.warehouse;

import static dev.sluice.warehouse.Warehouses.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.LoadStep.Mode;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.RunnerProcess;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.sql.HostileTexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a load promises, whatever the warehouse: exact rows in every mode, for every kind of data,
 * and after a crash at the worst moments. Each kind of warehouse has a subclass.
 */
@ExtendWith(LakeFixture.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WarehouseConformance {

  static final String DAY1 = "2026-11-20";
  static final String DAY2 = "2026-11-21";

  /** A column of each type that a dataset may have, in DuckDB's SQL. */
  private static final String TYPES =
      """
      SELECT 1 AS id, true AS a_boolean, 7::TINYINT AS a_tinyint, 300::SMALLINT AS a_smallint,
        70000::INTEGER AS a_integer, 5000000000::BIGINT AS a_bigint,
        %s::UBIGINT AS a_ubigint, 1.5::FLOAT AS a_float,
        0.1::DOUBLE AS a_double, 12345.67::DECIMAL(10,2) AS a_decimal,
        12345678901234567890.123456789012345678::DECIMAL(38,18) AS a_big_decimal,
        'text' AS a_text, '\\x00\\xFFab'::BLOB AS a_blob, DATE '1969-07-20' AS a_date,
        TIME '20:17:40' AS a_time, TIMESTAMP '1969-07-20 20:17:40.123456' AS a_timestamp,
        TIMESTAMPTZ '1969-07-20 22:17:40.5+02' AS a_timestamptz, [1, NULL, 3] AS a_list,
        {'x': 1, 'y': 'ä"'} AS a_struct, MAP {'k': 2} AS a_map
      UNION ALL BY NAME SELECT 2 AS id""";

  private final AtomicInteger number = new AtomicInteger();
  private Path folder;
  private StoreConnection store;
  private Datasets datasets;
  private ConformanceTarget target;
  private ConformanceTable table;

  /** Opens the warehouse under test, for the life of the class. */
  abstract ConformanceTarget open(LakeFixture lake, Path folder) throws Exception;

  @BeforeAll
  void prepare(LakeFixture fixture, @TempDir Path own) throws Exception {
    folder = own;
    target = open(fixture, own);
    store = target.store().orElse(fixture.connection(Datasets.PREFIX));
    datasets = new Datasets(store, folder);
    table = new ConformanceTable(target.name(), target.leftOut());
  }

  @AfterAll
  void close() throws Exception {
    if (target != null) {
      table.write();
      target.close();
    }
  }

  /** One name for dataset, table and step of a cell. */
  private String fresh(String what, Mode mode) {
    return what + "_" + mode.name().toLowerCase(Locale.ROOT) + "_" + number.incrementAndGet();
  }

  private String table(String name) {
    return target.schema() + "." + name;
  }

  private LoadStep step(String name, DatasetRef from, Mode mode) {
    return new LoadStep(
        name,
        from,
        "wh",
        table(name),
        mode,
        mode == Mode.MERGE ? List.of("id") : List.of(),
        "run_date",
        LoadStep.SchemaChange.FAIL,
        List.of());
  }

  private StepRequest request(RunContext run, LoadStep step) {
    return new Warehouses(store, folder, target.connection()).request(run, step, null);
  }

  private StepResult load(RunContext run, LoadStep step) throws Exception {
    Path scratch = Files.createDirectories(folder.resolve("attempt-" + number.incrementAndGet()));
    try {
      return new WarehouseRunner(System.getenv(WarehouseRunner.HTTPFS))
          .run(request(run, step), new StepContext(scratch));
    } catch (StepFailure e) {
      return e.result();
    }
  }

  private void loaded(StepResult result, long rows, boolean unchanged) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.results().rows()).isEqualTo(rows);
    assertThat(result.results().unchanged()).isEqualTo(unchanged);
  }

  private List<String> rows(String name) throws Exception {
    return target.rows("SELECT id, v, run_date FROM " + table(name) + " ORDER BY id, v").stream()
        .map(row -> String.join("|", row))
        .toList();
  }

  private static String values(String... rows) {
    return Arrays.stream(rows)
        .map(r -> "(" + r.replaceFirst("\\|(.*)", ", '$1'") + ")")
        .collect(Collectors.joining(", ", "SELECT * FROM (VALUES ", ") t(id, v)"));
  }

  private void cell(String what, Mode mode, Callable<String> body) throws Exception {
    String cell = "FAILED";
    try {
      cell = body.call();
    } finally {
      table.put(what, mode.name(), cell);
    }
  }

  @ParameterizedTest
  @EnumSource
  void slicesAreWrittenAgainOthersStayAndEmptyOnesEmpty(Mode mode) throws Exception {
    String name = fresh("slices", mode);
    cell(
        "01 first load",
        mode,
        () -> {
          DatasetRef first = datasets.slice(name, DAY1, values("1|a", "2|b"));
          loaded(load(run("r1", DAY1, 1, 1), step(name, first, mode)), 2, false);
          assertThat(rows(name)).containsExactly("1|a|" + DAY1, "2|b|" + DAY1);
          return "pass";
        });
    cell(
        "02 same slice again",
        mode,
        () -> {
          DatasetRef again = datasets.slice(name, DAY1, values("1|A", "3|c"));
          loaded(load(run("r2", DAY1, 1, 2), step(name, again, mode)), 2, false);
          assertThat(rows(name))
              .containsExactlyInAnyOrderElementsOf(
                  switch (mode) {
                    case APPEND ->
                        List.of("1|A|" + DAY1, "1|a|" + DAY1, "2|b|" + DAY1, "3|c|" + DAY1);
                    case REPLACE, REPLACE_SLICE -> List.of("1|A|" + DAY1, "3|c|" + DAY1);
                    case MERGE -> List.of("1|A|" + DAY1, "2|b|" + DAY1, "3|c|" + DAY1);
                  });
          return "pass";
        });
    cell(
        "03 same content again",
        mode,
        () -> {
          List<String> before = rows(name);
          DatasetRef same = datasets.slice(name, DAY1, values("1|A", "3|c"));
          boolean skipped = mode == Mode.APPEND;
          loaded(load(run("r3", DAY1, 1, 3), step(name, same, mode)), skipped ? 0 : 2, skipped);
          assertThat(rows(name)).isEqualTo(before);
          return "pass";
        });
    cell(
        "04 other slice",
        mode,
        () -> {
          List<String> before = rows(name);
          DatasetRef other = datasets.slice(name, DAY2, values("9|z"));
          loaded(load(run("r4", DAY2, 1, 4), step(name, other, mode)), 1, false);
          List<String> all = new ArrayList<>(mode == Mode.REPLACE ? List.of() : before);
          all.add("9|z|" + DAY2);
          assertThat(rows(name)).isEqualTo(all);
          return "pass";
        });
    cell(
        "05 empty slice",
        mode,
        () -> {
          List<String> before = rows(name);
          DatasetRef empty = datasets.slice(name, DAY1, values("1|a") + " WHERE false");
          loaded(load(run("r5", DAY1, 1, 5), step(name, empty, mode)), 0, false);
          assertThat(rows(name))
              .isEqualTo(
                  switch (mode) {
                    case APPEND, MERGE -> before;
                    case REPLACE -> List.of();
                    case REPLACE_SLICE -> List.of("9|z|" + DAY2);
                  });
          return "pass";
        });
  }

  @ParameterizedTest
  @EnumSource
  void valuesOfEveryTypeAndNullsArrive(Mode mode) throws Exception {
    String name = fresh("types", mode);
    cell(
        "06 every type, null",
        mode,
        () -> {
          DatasetRef rows = datasets.slice(name, DAY1, types());
          loaded(load(run("r1", DAY1, 1, 1), step(name, rows, mode)), 2, false);
          assertThat(target.rows(selectTypes(name))).isEqualTo(target.typeRows());

          String made = name + "_made_before";
          DatasetRef empty = datasets.slice(made, DAY1, "FROM (" + types() + ") WHERE false");
          loaded(load(run("r1", DAY1, 1, 1), step(made, empty, mode)), 0, false);
          DatasetRef again = datasets.slice(made, DAY1, types());
          loaded(load(run("r2", DAY1, 1, 2), step(made, again, mode)), 2, false);
          assertThat(target.rows(selectTypes(made))).isEqualTo(target.typeRows());
          return "pass";
        });
  }

  private String types() {
    return TYPES.formatted(target.largestInteger());
  }

  private String selectTypes(String name) {
    return """
    SELECT id, a_boolean, a_tinyint, a_smallint, a_integer, a_bigint, a_ubigint, a_float, a_double,
      a_decimal, a_big_decimal, a_text, a_blob, a_date, a_time, a_timestamp, a_timestamptz, a_list,
      a_struct, a_map
    FROM %s ORDER BY id"""
        .formatted(table(name));
  }

  @ParameterizedTest
  @EnumSource
  void textArrivesAsItIs(Mode mode) throws Exception {
    String name = fresh("texts", mode);
    List<String> texts =
        Arrays.asList(
            "",
            "'",
            "\"",
            "\\",
            "\\N",
            "a\tb",
            "a\nb",
            "a\r\nb",
            "|,;",
            "NULL",
            "ünï🎬",
            "\u202e",
            "{\"a\": 1}",
            "$$",
            "--",
            "%",
            " padded ",
            null);
    cell(
        "07 Unicode, quotes, newlines",
        mode,
        () -> {
          String query =
              IntStream.range(0, texts.size())
                  .mapToObj(
                      i ->
                          "("
                              + i
                              + ", "
                              + (texts.get(i) == null
                                  ? "NULL"
                                  : "'" + texts.get(i).replace("'", "''") + "'")
                              + ")")
                  .collect(Collectors.joining(", ", "SELECT * FROM (VALUES ", ") t(id, v)"));
          DatasetRef rows = datasets.slice(name, DAY1, query);
          loaded(load(run("r1", DAY1, 1, 1), step(name, rows, mode)), texts.size(), false);
          assertThat(target.rows("SELECT v FROM " + table(name) + " ORDER BY id"))
              .isEqualTo(texts.stream().map(Collections::singletonList).toList());
          return "pass";
        });
  }

  @ParameterizedTest
  @EnumSource
  void wideTablesArriveWhole(Mode mode) throws Exception {
    String name = fresh("wide", mode);
    int width = 300;
    cell(
        "08 wide table (300 columns)",
        mode,
        () -> {
          String columns =
              IntStream.range(0, width)
                  .mapToObj(i -> "i * " + i + " AS \"Column_" + i + "\"")
                  .collect(Collectors.joining(", "));
          DatasetRef rows =
              datasets.slice(name, DAY1, "SELECT i AS id, " + columns + " FROM range(1, 4) r(i)");
          loaded(load(run("r1", DAY1, 1, 1), step(name, rows, mode)), 3, false);
          List<List<String>> all =
              target.rows(
                  IntStream.range(0, width)
                      .mapToObj(i -> "column_" + i)
                      .collect(
                          Collectors.joining(
                              ", ", "SELECT ", " FROM " + table(name) + " ORDER BY id")));
          assertThat(all)
              .isEqualTo(
                  IntStream.range(1, 4)
                      .mapToObj(
                          i ->
                              IntStream.range(0, width)
                                  .mapToObj(c -> String.valueOf(i * c))
                                  .toList())
                      .toList());
          return "pass";
        });
  }

  @ParameterizedTest
  @CsvSource({
    "APPEND, commit", "APPEND, committed",
    "REPLACE_SLICE, commit", "REPLACE_SLICE, committed",
    "MERGE, commit", "MERGE, committed",
    "REPLACE, commit", "REPLACE, committed"
  })
  void killLeavesAllRowsOrNoneAndTheRetryHasThemOnce(Mode mode, String phase) throws Exception {
    String name = fresh("killed", mode);
    boolean committed = phase.equals("committed");
    cell(
        committed ? "10 killed after the commit, retried" : "09 killed before the commit, retried",
        mode,
        () -> {
          DatasetRef before = datasets.slice(name, DAY1, values("1|a"));
          loaded(load(run("before", DAY1, 1, 1), step(name, before, mode)), 1, false);
          LoadStep step = step(name, datasets.slice(name, DAY2, values("2|b", "3|c")), mode);

          RunnerProcess.Ended killed = kill(request(run("r", DAY2, 1, 2), step), phase);
          assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
          List<String> old = List.of("1|a|" + DAY1);
          List<String> all = new ArrayList<>(mode == Mode.REPLACE ? List.of() : old);
          all.addAll(List.of("2|b|" + DAY2, "3|c|" + DAY2));
          assertThat(rows(name)).isEqualTo(committed ? all : old);

          loaded(load(run("r", DAY2, 2, 3), step), 2, committed);
          assertThat(rows(name)).isEqualTo(all);
          return "pass";
        });
  }

  @ParameterizedTest
  @EnumSource
  void attemptThatIsRepeatedWritesNothingTwice(Mode mode) throws Exception {
    String name = fresh("repeated", mode);
    cell(
        "11 attempt repeated after success",
        mode,
        () -> {
          LoadStep step = step(name, datasets.slice(name, DAY1, values("1|a", "2|b")), mode);
          loaded(load(run("r", DAY1, 1, 1), step), 2, false);
          loaded(load(run("r", DAY1, 2, 2), step), 2, true);
          assertThat(rows(name)).containsExactly("1|a|" + DAY1, "2|b|" + DAY1);
          return "pass";
        });
  }

  @ParameterizedTest
  @EnumSource
  void olderWriterOfTheSameSliceIsFenced(Mode mode) throws Exception {
    String name = fresh("fenced", mode);
    cell(
        "12 older writer is fenced",
        mode,
        () -> {
          DatasetRef newer = datasets.slice(name, DAY1, values("1|new"));
          loaded(load(run("newer", DAY1, 1, 9), step(name, newer, mode)), 1, false);
          DatasetRef older = datasets.slice(name, DAY1, values("1|old"));
          StepResult result = load(run("older", DAY1, 1, 8), step(name, older, mode));
          assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.FENCED);
          assertThat(rows(name)).containsExactly("1|new|" + DAY1);
          return "pass";
        });
  }

  @ParameterizedTest
  @EnumSource
  void writersAtTheSameTimeNeverDouble(Mode mode) throws Exception {
    String name = fresh("together", mode);
    cell(
        "13 two writers at once",
        mode,
        () -> {
          if (!target.takesSeveralWriters()) {
            return "one writer";
          }
          LoadStep step = step(name, datasets.slice(name, DAY1, values("1|x", "2|y")), mode);
          ExecutorService both = Executors.newFixedThreadPool(2);
          try {
            Future<StepResult> one = both.submit(() -> load(run("older", DAY1, 1, 1), step));
            Future<StepResult> two = both.submit(() -> load(run("newer", DAY1, 1, 2), step));
            assertThat(two.get().outcome()).as(two.get().message()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(one.get().outcome())
                .as(one.get().message())
                .isIn(Outcome.SUCCEEDED, Outcome.FENCED);
          } finally {
            both.shutdownNow();
          }
          assertThat(rows(name)).containsExactly("1|x|" + DAY1, "2|y|" + DAY1);
          return "pass";
        });
  }

  @ParameterizedTest
  @EnumSource
  void hostileNamesAndTextsAreNothingButNamesAndTexts(Mode mode) throws Exception {
    String name = fresh("hostile", mode);
    // PostgreSQL cuts names off after 63 bytes.
    List<String> hostile = HostileTexts.some(60, 4);
    cell(
        "14 hostile names and texts",
        mode,
        () -> {
          String columns =
              hostile.stream()
                  .map(text -> "'" + text.replace("'", "''") + "' AS " + quoted(text))
                  .collect(Collectors.joining(", "));
          DatasetRef rows = datasets.slice(name, DAY1, "SELECT 1 AS id, " + columns);
          loaded(load(run("r1", DAY1, 1, 1), step(name, rows, mode)), 1, false);
          assertThat(
                  target.rows(
                      hostile.stream()
                          .map(WarehouseConformance::quoted)
                          .collect(Collectors.joining(", ", "SELECT ", " FROM " + table(name)))))
              .containsExactly(hostile);
          return "pass";
        });
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private RunnerProcess.Ended kill(StepRequest request, String phase) throws Exception {
    Path own = Files.createDirectories(folder.resolve("process-" + number.incrementAndGet()));
    try (RunnerProcess process =
        RunnerProcess.start(
            WarehouseRunner.class.getName(),
            List.of("-Djava.library.path=" + System.getProperty("java.library.path")),
            Map.of(
                StepRequest.ENV,
                Json.MAPPER.writeValueAsString(request),
                "SLUICE_HALT_AT_PHASE",
                phase),
            own)) {
      return process.await();
    }
  }
}
