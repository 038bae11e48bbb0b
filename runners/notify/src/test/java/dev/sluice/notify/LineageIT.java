package dev.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.OpenLineageClientUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lineage of a run of four tasks, of which one failed and one was skipped. */
@ExtendWith(LakeFixture.Extension.class)
class LineageIT {

  private static final String TOKEN = "t0ken-value";

  private final LakeFixture lake;
  @TempDir private Path folder;
  private FakeReceiver receiver;

  LineageIT(LakeFixture lake) {
    this.lake = lake;
  }

  @BeforeEach
  void start() throws Exception {
    receiver = new FakeReceiver();
    Lineage.Dataset csv = new Lineage.Dataset("https://example.org", "films.csv");
    Lineage.Dataset raw = new Lineage.Dataset("s3://lake", "raw/films").with(-1, 120L);
    leave("raw", 1, Lineage.of(List.of(csv), List.of(raw)));
    Lineage.Field title =
        new Lineage.Field(
            "name", "string", List.of(new Lineage.Source("s3://lake", "raw/films", "title")));
    leave(
        "films",
        2,
        Lineage.of(
            List.of(raw),
            List.of(
                new Lineage.Dataset("s3://lake", "films")
                    .with(List.of(title, new Lineage.Field("n", "int")))
                    .with(7, 99L))));
    Lineage.Dataset mart = new Lineage.Dataset("duckdb:///wh.duckdb", "wh.marts.films");
    leave("marts", 1, new Lineage(List.of(), List.of(), List.of(part("films", mart))));
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private static Lineage.Part part(String name, Lineage.Dataset output) {
    return new Lineage.Part(
        name, List.of(new Lineage.Dataset("s3://lake", "films")), List.of(output));
  }

  private static ReportTarget report(String task, int attempt) {
    return new ReportTarget("lake", "_sluice/default/nightly/" + task + "/" + attempt);
  }

  private void leave(String task, int attempt, Lineage lineage) throws Exception {
    Path file = folder.resolve(task + ".json");
    Json.MAPPER.writeValue(file.toFile(), lineage);
    try (ObjectStore store = lake.open("lake/")) {
      store.put(report(task, attempt).path() + "/" + Lineage.FILE, file, "application/json");
    }
  }

  private static NotifyStep.TaskEnd task(
      String name, String kind, NotifyStep.State state, int attempt, @Nullable String reason) {
    boolean ran = attempt > 0;
    return new NotifyStep.TaskEnd(
        name,
        kind,
        state,
        attempt,
        ran ? "2026-11-21T03:00:0" + attempt + "Z" : null,
        ran ? "2026-11-21T03:00:09.25Z" : null,
        reason,
        reason == null ? null : "It is so.",
        null,
        ran ? report(name, attempt) : null);
  }

  private StepRequest request(@Nullable String url) throws Exception {
    String key = url == null ? null : Files.writeString(folder.resolve("key"), TOKEN).toString();
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        new RunContext("default", "nightly", "uid-nightly", "lineage", "2026-11-21", 1, 1),
        Map.of("lake", lake.connection("lake/")),
        Map.of(),
        new ReportTarget("lake", "_sluice/default/nightly/lineage/1"),
        null,
        null,
        null,
        null,
        null,
        new NotifyStep(
            List.of(),
            new NotifyStep.RunEnd(
                "films",
                false,
                "2026-11-21T03:00:01Z",
                List.of(
                    task("raw", "DatasetIngest", NotifyStep.State.SUCCEEDED, 1, null),
                    task("films", "Transform", NotifyStep.State.SUCCEEDED, 2, null),
                    task("marts", "ModelRun", NotifyStep.State.FAILED, 1, "TestsFailed"),
                    task("lost", "WarehouseLoad", NotifyStep.State.FAILED, 3, "PodLost"),
                    task("load", "WarehouseLoad", NotifyStep.State.SKIPPED, 0, "UpstreamFailed"))),
            null,
            null,
            new NotifyStep.OpenLineage(url, key, "movies")),
        null);
  }

  private StepResult run(StepRequest request) throws Exception {
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    return new NotifyRunner().run(request, new StepContext(scratch));
  }

  private List<String> kept() throws Exception {
    return Files.readAllLines(folder.resolve("scratch").resolve(LineageNotice.FILE));
  }

  private List<OpenLineage.RunEvent> events() throws Exception {
    return kept().stream().map(OpenLineageClientUtils::runEventFromJson).toList();
  }

  private static OpenLineage.RunEvent last(List<OpenLineage.RunEvent> events, String job) {
    return events.stream()
        .filter(e -> e.getJob().getName().equals(job))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void eventsAreOneTreeInWhichEachRunBeginsAndEnds() throws Exception {
    StepResult result = run(request(null));

    assertThat(result.message())
        .isEqualTo("Kept 12 events of run nightly as openlineage.ndjson beside the report.");
    List<OpenLineage.RunEvent> events = events();
    assertThat(events)
        .extracting(
            e -> e.getEventType() + " " + e.getJob().getNamespace() + " " + e.getJob().getName())
        .containsExactly(
            "START movies films",
            "START movies films.raw",
            "COMPLETE movies films.raw",
            "START movies films.films",
            "COMPLETE movies films.films",
            "START movies films.marts",
            "START movies films.marts.films",
            "COMPLETE movies films.marts.films",
            "FAIL movies films.marts",
            "START movies films.lost",
            "FAIL movies films.lost",
            "FAIL movies films");
    Set<UUID> begun = new HashSet<>();
    UUID root = events.get(0).getRun().getRunId();
    for (OpenLineage.RunEvent event : events) {
      OpenLineage.ParentRunFacet parent = event.getRun().getFacets().getParent();
      if (event.getRun().getRunId().equals(root)) {
        assertThat(parent).isNull();
      } else {
        assertThat(begun).as("no orphans").contains(parent.getRun().getRunId());
        assertThat(parent.getRoot().getRun().getRunId()).isEqualTo(root);
      }
      if (event.getEventType() == EventType.START) {
        assertThat(begun.add(event.getRun().getRunId())).isTrue();
      } else {
        assertThat(begun).contains(event.getRun().getRunId());
      }
      assertThat(event.getRun().getFacets().getNominalTime().getNominalStartTime().toString())
          .startsWith("2026-11-21T00:00");
    }
  }

  @Test
  void eventsHaveTheFormOfTheSpecification() throws Exception {
    run(request(null));
    for (String line : kept()) {
      assertThat(StrictEvents.read(line).getRun().getRunId()).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"eventType\":\"COMPLETE\" | \"eventType\":\"DONE\" | not one of the values accepted",
        "\"eventType\":\"COMPLETE\" | \"eventKind\":\"COMPLETE\" | eventType of  in",
        "\"runId\":\" | \"runId\":\"x | 36-char representation",
        "\"nominalTime\" | \"nominalDate\" | Unrecognized field \"nominalDate\"",
        "\"_schemaURL\" | \"schemaURL\" | _schemaURL of",
        "\"rowCount\":7 | \"rows\":7 | Unrecognized field \"rows\"",
        "\"eventTime\":\"2026- | \"eventTime\":\" | Failed to deserialize",
      })
  void anEventOfAnotherFormWouldBeNoticed(String right, String wrong, String says)
      throws Exception {
    run(request(null));
    String event =
        kept().stream()
            .filter(l -> l.contains("COMPLETE") && l.contains("films.films") && l.contains(right))
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> StrictEvents.read(event.replace(right, wrong)))
        .hasMessageContaining(says);
  }

  @Test
  void datasetsHaveColumnsSourcesAndSizesAndFailuresTheirReason() throws Exception {
    run(request(null));
    List<OpenLineage.RunEvent> events = events();
    OpenLineage.OutputDataset films = last(events, "films.films").getOutputs().get(0);
    assertThat(films.getOutputFacets().getOutputStatistics().getRowCount()).isEqualTo(7);
    assertThat(films.getOutputFacets().getOutputStatistics().getSize()).isEqualTo(99);
    assertThat(films.getFacets().getSchema().getFields())
        .extracting(OpenLineage.SchemaDatasetFacetFields::getName)
        .containsExactly("name", "n");
    Map<String, OpenLineage.ColumnLineageDatasetFacetFieldsAdditional> columns =
        films.getFacets().getColumnLineage().getFields().getAdditionalProperties();
    assertThat(columns).containsOnlyKeys("name");
    OpenLineage.InputField source = columns.get("name").getInputFields().get(0);
    assertThat(source.getNamespace() + "/" + source.getName() + "." + source.getField())
        .isEqualTo("s3://lake/raw/films.title");
    assertThat(last(events, "films.films").getInputs())
        .extracting(OpenLineage.InputDataset::getName)
        .containsExactly("raw/films");
    assertThat(last(events, "films.marts.films").getOutputs())
        .extracting(OpenLineage.OutputDataset::getName)
        .containsExactly("wh.marts.films");
    assertThat(last(events, "films.lost").getRun().getFacets().getErrorMessage().getMessage())
        .isEqualTo("PodLost: It is so.");
  }

  @Test
  void eachEventIsPostedWithTheTokenAndARepetitionTellsTheSame() throws Exception {
    receiver.on(
        "/api/v1/lineage", (exchange, n) -> FakeReceiver.say(exchange, n == 20 ? 503 : 201, ""));
    StepRequest request = request(receiver.url("/api/v1/lineage"));
    StepResult result = run(request);
    List<String> first = kept();
    assertThat(result.message()).contains("12 events").doesNotContain(TOKEN);
    assertThat(receiver.at("/api/v1/lineage"))
        .allMatch(r -> r.header("Authorization").equals("Bearer " + TOKEN))
        .extracting(FakeReceiver.Received::body)
        .containsExactlyElementsOf(first);

    assertThatThrownBy(() -> run(request)).isInstanceOf(StepFailure.Transient.class);
    assertThat(kept()).as("kept although it could not be told").isEqualTo(first);
  }

  @Test
  void whatCannotBeReadIsLeftOutAndTheRestIsTold() throws Exception {
    Path file = Files.writeString(folder.resolve("bad"), "{\"inputs\": 7}", StandardCharsets.UTF_8);
    try (ObjectStore store = lake.open("lake/")) {
      store.put(report("raw", 1).path() + "/" + Lineage.FILE, file, "application/json");
    }
    run(request(null));
    assertThat(last(events(), "films.raw").getOutputs()).isEmpty();
    assertThat(last(events(), "films.films").getOutputs()).hasSize(1);
  }
}
