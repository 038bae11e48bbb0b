package dev.sluice.operator.pod;

import static dev.sluice.operator.pod.RequestFixture.CONFIG;
import static dev.sluice.operator.pod.RequestFixture.CONNECTIONS;
import static dev.sluice.operator.pod.RequestFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.TransformStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestsTest {

  @Test
  void anIngestKnowsItsSourcesItsTargetAndWhatIsBlocked() {
    IngestStep ingest = request("", "datasetIngest", "raw").ingest();
    assertThat(ingest.sources())
        .singleElement()
        .satisfies(
            source -> {
              assertThat(source.http().url()).isEqualTo("https://example.org/2026-11-20.csv");
              assertThat(source.unpack()).isEqualTo(IngestStep.Unpack.NONE);
            });
    assertThat(ingest.output().dataset()).isEqualTo("raw");
    assertThat(ingest.output().path()).isEqualTo("raw");
    assertThat(ingest.output().sliced()).isTrue();
    assertThat(ingest.blockedAddresses()).containsExactly("10.0.0.0/8");
  }

  @Test
  void anIngestFromAStoreConnectsToBoth() {
    StepRequest request =
        request(
            "- {kind: DatasetIngest, name: copy, spec: {sources: [{s3: {objectStore: source, key:"
                + " a.zip}, unpack: Zip, include: ['*.csv']}], output: {objectStore: lake, path: c}}}",
            "datasetIngest",
            "copy");
    assertThat(request.stores().keySet()).containsExactly("source", "lake");
    assertThat(request.store("source").pathStyle()).isTrue();
    assertThat(request.store("lake").pathStyle()).isFalse();
    assertThat(request.store("lake").prefix()).isEqualTo("team/");
    assertThat(request.ingest().sources().get(0).s3().key()).isEqualTo("a.zip");
    assertThat(request.ingest().sources().get(0).unpack()).isEqualTo(IngestStep.Unpack.ZIP);
  }

  @Test
  void aBearerTokenIsAFileAndNeverInTheRequest() {
    Requests requests =
        new Requests(
            Attempts.of(
                "- {kind: DatasetIngest, name: raw, spec: {sources: [{http: {url:"
                    + " 'https://example.org/x', bearerTokenSecretRef: {name: api, key: token}}}],"
                    + " output: {objectStore: lake, path: raw}}}",
                "datasetIngest",
                "raw",
                1),
            CONNECTIONS,
            CONFIG);
    String file = requests.build().ingest().sources().get(0).http().bearerTokenFile();
    assertThat(file).endsWith("/token");
    assertThat(requests.mounts().mounts())
        .anyMatch(mount -> file.startsWith(mount.getMountPath() + "/") && mount.getReadOnly());
  }

  @Test
  void aTransformReadsDatasetsUnderItsOwnNames() {
    TransformStep transform =
        request(
                "- {kind: Transform, name: t, spec: {inputs: [{name: films, from: {datasetIngest: raw,"
                    + " path: '*.csv', slices: All}, format: {csv: {header: true}}}], sql: 'SELECT *"
                    + " FROM films LIMIT $(params.top)', output: {objectStore: lake, path: t,"
                    + " partitionBy: [genre]}}}",
                "transform",
                "t")
            .transform();
    assertThat(transform.outputs())
        .singleElement()
        .satisfies(
            output -> {
              assertThat(output.name()).isNull();
              assertThat(output.sql()).isEqualTo("SELECT * FROM films LIMIT 10");
              assertThat(output.target().partitionBy()).containsExactly("genre");
            });
    assertThat(transform.inputs())
        .singleElement()
        .satisfies(
            input -> {
              assertThat(input.name()).isEqualTo("films");
              assertThat(input.from().dataset()).isEqualTo("raw");
              assertThat(input.from().sliced()).isTrue();
              assertThat(input.from().slices()).isEqualTo(SliceSelection.ALL);
              assertThat(input.from().include()).isEqualTo("*.csv");
            });
  }

  @Test
  void outputsAreDatasetsOfTheirOwnForReadersToo() {
    String two =
        "- {kind: Transform, name: two, spec: {inputs: [{name: i, from: {datasetIngest: raw}, format:"
            + " {parquet: {}}}], python: {configMap: {name: jobs, key: two.py}, function: main,"
            + " arguments: [{name: date, value: $(run.date)}]}, outputs: [{name: a, objectStore: lake,"
            + " path: a, partitionBy: [run_date]}, {name: b, objectStore: source, path: b}]}}\n";
    StepRequest request = request(two, "transform", "two");
    TransformStep step = request.transform();
    assertThat(step.outputs())
        .extracting(output -> output.target().dataset())
        .containsExactly("two.a", "two.b");
    assertThat(request.stores()).containsOnlyKeys("lake", "source");
    assertThat(step.python())
        .isEqualTo(
            new TransformStep.Python(
                null, "/sluice/project/two.py", null, "main", Map.of("date", "2026-11-20")));
    QualityStep quality =
        request(
                two
                    + "- {kind: QualityCheck, name: q, spec: {from: {transform: two, output: a},"
                    + " checks: [{rowCount: {min: 1}}]}}",
                "qualityCheck",
                "q")
            .quality();
    assertThat(quality.on().dataset().dataset()).isEqualTo("two.a");
    assertThat(quality.on().dataset().path()).isEqualTo("a");
    assertThat(quality.on().dataset().sliced()).isTrue();
  }

  @Test
  void aJarComesFromItsStore() {
    StepRequest request =
        request(
            "- {kind: Transform, name: t, spec: {inputs: [{name: i, from: {datasetIngest: raw},"
                + " format: {parquet: {}}}], jar: {s3: {objectStore: source, key: a.jar, sha256:"
                + " abc}, mainClass: com.example.Main, arguments: [$(run.date)]}, output:"
                + " {objectStore: lake, path: t}}}",
            "transform",
            "t");
    assertThat(request.stores()).containsOnlyKeys("lake", "source");
    assertThat(request.transform().jar())
        .isEqualTo(
            new TransformStep.Jar(
                null,
                new TransformStep.CodeObject("source", "a.jar", "abc"),
                "com.example.Main",
                List.of("2026-11-20")));
  }

  @Test
  void aNewerAttemptHasAHigherTokenAndAReportOfItsOwn() {
    Attempt first = Attempts.of(Attempts.RAW, "datasetIngest", "raw", 1);
    Attempt second = Attempts.of(Attempts.RAW, "datasetIngest", "raw", 2);
    assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    assertThat(new Requests(second, CONNECTIONS, CONFIG).build().report().path())
        .isEqualTo("_sluice/films/nightly/raw/2");
  }

  @Test
  void aMissingConnectionIsNamed() {
    assertThatThrownBy(
            () ->
                request(
                    "- {kind: WarehouseLoad, name: l, spec: {from: {datasetIngest: raw}, warehouse:"
                        + " moon, table: raw.films, mode: Append}}",
                    "warehouseLoad",
                    "l"))
        .isInstanceOf(Requests.Unresolved.class)
        .hasMessage(
            "WarehouseLoad l needs Warehouse moon, which does not exist in this namespace: apply it,"
                + " or correct the name.");
  }

  @Test
  void aStepWhoseReportHasNoPlaceIsNamedWithTheRemedy() {
    assertThatThrownBy(
            () ->
                request(
                    "- {kind: ModelRun, name: m, spec: {warehouse: duck, project: {files: [{path: p,"
                        + " content: x}]}}}",
                    "modelRun",
                    "m"))
        .isInstanceOf(Requests.Unresolved.class)
        .hasMessageContaining("set spec.reportStore, on the step or on the pipeline");
  }
}
