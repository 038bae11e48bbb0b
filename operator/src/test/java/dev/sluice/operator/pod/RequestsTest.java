package dev.sluice.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.v1alpha1.TaskState;
import dev.sluice.api.v1alpha1.TaskStatus;
import dev.sluice.operator.OperatorConfig;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.TransformStep;
import dev.sluice.protocol.WarehouseConnection;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestsTest {

  private static final OperatorConfig CONFIG =
      OperatorConfig.of(
          Map.of(
              "SLUICE_BLOCKED_ADDRESSES",
              "10.0.0.0/8",
              "SLUICE_WEBHOOK_BLOCKED_ADDRESSES",
              "192.168.0.0/16"));

  private final FakeConnections connections =
      new FakeConnections()
          .withStore("lake", "{bucket: films, prefix: team}")
          .withStore("source", "{bucket: source, endpoint: 'https://s3.example.com'}")
          .withWarehouse("duck", "{duckdb: {claimName: warehouse, file: films.duckdb}}")
          .withWarehouse(
              "server",
              "{postgresql: {host: db, database: marts, credentials: {secretRef: {name: pg}}}}")
          .withWarehouse(
              "verified",
              "{postgresql: {host: db.example.com, port: 6432, database: marts, sslMode: VerifyFull,"
                  + " caSecretRef: {name: pg-ca, key: ca.crt}, credentials: {secretRef: {name: pg}}}}")
          .withWarehouse(
              "plain",
              "{postgresql: {host: db, database: marts, sslMode: Disable,"
                  + " credentials: {secretRef: {name: pg}}}}")
          .withWarehouse("keyed", snowflake("keyPair: {secretRef: {name: snow}}"))
          .withWarehouse("bearer", snowflake("oauth: {secretRef: {name: snow}}"))
          .withWarehouse("workload", snowflake("workloadIdentity: {audience: snow.example}"))
          .withWarehouse("worded", snowflake("password: {secretRef: {name: snow}}"))
          .withWarehouse(
              "red",
              "{redshift: {host: red.example.com, database: analytics, iamRole: default,"
                  + " credentials: {secretRef: {name: red-loader}}}}")
          .withWarehouse(
              "iam",
              "{redshift: {host: red.example.com, database: analytics, iamRole: default,"
                  + " iam: {cluster: analytics, user: loader, region: eu-central-1}}}");

  private static String snowflake(String auth) {
    return "{snowflake: {account: myorg-main, user: SLUICE, role: LOADER, warehouse: LOADING,"
        + " database: ANALYTICS, storageIntegration: LAKE, endpoint: 'https://sf.example.com',"
        + " auth: {"
        + auth
        + "}}}";
  }

  private StepRequest request(String steps, String kind, String name) {
    return new Requests(Attempts.of(Attempts.RAW + steps, kind, name, 2), connections, CONFIG)
        .build();
  }

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
            connections,
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
  void aCheckOfALoadIsAboutItsTable() {
    QualityStep quality =
        request(
                "- {kind: WarehouseLoad, name: l, spec: {from: {datasetIngest: raw}, warehouse: duck,"
                    + " table: raw.films, mode: Append}}\n"
                    + "- {kind: QualityCheck, name: q, spec: {reportStore: lake, from: {warehouseLoad: l}, checks:"
                    + " [{notNull: {columns: [id]}}, {notNull: {columns: [id]}, severity: Warn},"
                    + " {range: {column: Rating, min: 0.5, max: 5}}, {freshness: {column: at, maxAge:"
                    + " 1h}}]}}",
                "qualityCheck",
                "q")
            .quality();
    assertThat(quality.on().table()).isEqualTo(new QualityStep.Table("duck", "raw.films"));
    assertThat(quality.checks())
        .extracting(QualityStep.Check::name)
        .containsExactly("not-null-id", "not-null-id-2", "range-rating", "freshness-at");
    assertThat(quality.checks().get(1).severity()).isEqualTo(QualityStep.Severity.WARN);
    assertThat(quality.checks().get(2).range())
        .isEqualTo(new QualityStep.Range("Rating", "0.5", "5"));
    assertThat(quality.checks().get(3).freshness().maxAgeSeconds()).isEqualTo(3600);
  }

  @Test
  void figuresThatAreComparedWithEarlierOnesHaveAHistory() {
    String check =
        "- {kind: QualityCheck, name: q, spec: {from: {datasetIngest: raw, format: {csv: {}}}, checks:"
            + " [{rowCount: {min: 1%s}}, {quantile: {column: a, quantile: 0.5, max: 4.5}},"
            + " {completeness: {columns: [a, b], min: 0.95}}]}}";
    QualityStep alone = request(check.formatted(""), "qualityCheck", "q").quality();
    assertThat(alone.history()).isNull();
    assertThat(alone.checks())
        .extracting(QualityStep.Check::name)
        .containsExactly("row-count", "quantile-a", "completeness-a-b");
    assertThat(alone.checks().get(1).figure())
        .isEqualTo(
            new QualityStep.Figure(
                QualityStep.FigureKind.QUANTILE, List.of("a"), "0.5", null, "4.5", null, null));

    QualityStep compared =
        request(
                check.formatted(", change: {maxPercent: 20}, deviation: {max: 3}"),
                "qualityCheck",
                "q")
            .quality();
    assertThat(compared.history())
        .isEqualTo(new QualityStep.History("lake", "_sluice/films/_history/q.json"));
    assertThat(compared.checks().get(0).figure())
        .isEqualTo(
            new QualityStep.Figure(
                QualityStep.FigureKind.ROW_COUNT,
                List.of(),
                null,
                "1",
                null,
                "20",
                new QualityStep.Deviation("3", 30)));
  }

  @Test
  void rowsThatPassACheckAreADatasetLikeAnyOther() {
    String steps =
        "- {kind: QualityCheck, name: q, spec: {from: {datasetIngest: raw, format: {csv: {}}}, checks:"
            + " [{notNull: {columns: [id]}}], output: {objectStore: lake, path: good, partitionBy:"
            + " [run_date]}, quarantine: {objectStore: lake, path: bad, maxPercent: 0.5}}}\n"
            + "- {kind: Transform, name: t, spec: {inputs: [{name: i, from: {qualityCheck: q}}], sql:"
            + " SELECT 1, output: {objectStore: lake, path: t}}}";
    assertThat(request(steps, "qualityCheck", "q").quality().split())
        .isEqualTo(
            new QualityStep.Split(
                new DatasetTarget("q", "lake", "good", List.of("run_date")),
                new DatasetTarget("q.quarantine", "lake", "bad", List.of("run_date")),
                "0.5"));
    DatasetRef read = request(steps, "transform", "t").transform().inputs().get(0).from();
    assertThat(read)
        .isEqualTo(new DatasetRef("q", "lake", "good", true, SliceSelection.RUN, null, null));
  }

  @Test
  void checksByAthenaUseTheStoreOfItsResults() {
    String steps =
        "- {kind: Transform, name: t, spec: {inputs: [{name: i, from: {datasetIngest: raw}, format:"
            + " {parquet: {}}}], sql: SELECT 1, output: {objectStore: lake, path: t}}}\n"
            + "- {kind: QualityCheck, name: q, spec: {from: {transform: t}, checks: [{rowCount: {min:"
            + " 1}}], engine: Athena, athena: {database: films, results: {objectStore: source, path:"
            + " athena}%s}}}";
    StepRequest request = request(steps.formatted(""), "qualityCheck", "q");
    assertThat(request.stores()).containsOnlyKeys("lake", "source");
    assertThat(request.quality().athena())
        .isEqualTo(new QualityStep.Athena("films", "primary", "source", "athena", null));
    assertThat(
            request(
                    steps.formatted(", workGroup: w, endpoint: 'http://localhost:1'"),
                    "qualityCheck",
                    "q")
                .quality()
                .athena())
        .isEqualTo(new QualityStep.Athena("films", "w", "source", "athena", "http://localhost:1"));
  }

  @Test
  void aLoadKnowsWhereTheWarehouseIsMounted() {
    StepRequest request =
        request(
            "- {kind: WarehouseLoad, name: l, spec: {from: {datasetIngest: raw}, warehouse: duck,"
                + " table: raw.films, mode: Merge, keys: [id]}}",
            "warehouseLoad",
            "l");
    assertThat(request.load().mode()).isEqualTo(LoadStep.Mode.MERGE);
    assertThat(request.load().keys()).containsExactly("id");
    assertThat(request.load().sliceColumn()).isEqualTo("run_date");
    assertThat(request.warehouse("duck").duckdb().file())
        .isEqualTo("/sluice/warehouse/duck/films.duckdb");
  }

  private Requests loadInto(String warehouse) {
    return new Requests(
        Attempts.of(
            Attempts.RAW
                + "- {kind: WarehouseLoad, name: l, spec: {from: {datasetIngest: raw}, warehouse: "
                + warehouse
                + ", table: raw.films, mode: Replace}}",
            "warehouseLoad",
            "l",
            2),
        connections,
        CONFIG);
  }

  @Test
  void aLoadIntoPostgresqlVerifiesTheServerUnlessToldOtherwise() {
    assertThat(loadInto("server").build().warehouse("server").postgresql())
        .isEqualTo(
            new WarehouseConnection.Postgresql(
                "db",
                5432,
                "marts",
                WarehouseConnection.TlsMode.VERIFY_FULL,
                null,
                "/sluice/secret/warehouse-server/username",
                "/sluice/secret/warehouse-server/password"));
    assertThat(loadInto("plain").build().warehouse("plain").postgresql().tls())
        .isEqualTo(WarehouseConnection.TlsMode.DISABLE);
  }

  @Test
  void certificatesForPostgresqlAreMountedAsFiles() {
    Requests requests = loadInto("verified");
    WarehouseConnection.Postgresql verified = requests.build().warehouse("verified").postgresql();
    assertThat(verified.port()).isEqualTo(6432);
    assertThat(verified.caFile()).isEqualTo("/sluice/secret/warehouse-ca-verified/ca.crt");
    assertThat(requests.mounts().volumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .extracting(volume -> volume.getSecret().getSecretName())
        .contains("pg", "pg-ca");
  }

  @Test
  void aLoadIntoSnowflakeKnowsTheAccountAndWhereTheKeyIsMounted() {
    Requests requests = loadInto("keyed");
    assertThat(requests.build().warehouse("keyed").snowflake())
        .isEqualTo(
            new WarehouseConnection.Snowflake(
                "myorg-main",
                "SLUICE",
                "LOADER",
                "LOADING",
                "ANALYTICS",
                new WarehouseConnection.SnowflakeSignIn(
                    "/sluice/secret/warehouse-keyed/privateKey",
                    "/sluice/secret/warehouse-keyed/passphrase",
                    null,
                    null,
                    null),
                "LAKE",
                "https://sf.example.com"));
    assertThat(requests.mounts().volumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .extracting(volume -> volume.getSecret().getSecretName())
        .contains("snow");
  }

  @Test
  void aLoadIntoRedshiftKnowsTheRoleOfCopyAndWhereTheSecretIsMounted() {
    Requests requests = loadInto("red");
    assertThat(requests.build().warehouse("red").redshift())
        .isEqualTo(
            new WarehouseConnection.Redshift(
                "red.example.com",
                5439,
                "analytics",
                WarehouseConnection.TlsMode.VERIFY_FULL,
                "default",
                WarehouseConnection.RedshiftSignIn.files(
                    "/sluice/secret/warehouse-red/username",
                    "/sluice/secret/warehouse-red/password")));
    assertThat(requests.mounts().volumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .extracting(volume -> volume.getSecret().getSecretName())
        .contains("red-loader");
  }

  @Test
  void anIdentityThatSignsInToRedshiftNeedsNoSecret() {
    Requests requests = loadInto("iam");
    assertThat(requests.build().warehouse("iam").redshift().signIn())
        .isEqualTo(
            new WarehouseConnection.RedshiftSignIn(
                null, null, "analytics", "loader", null, "eu-central-1"));
    assertThat(requests.mounts().volumes())
        .extracting(Volume::getName)
        .noneMatch(name -> name.contains("warehouse"));
  }

  @Test
  void tokensAndPasswordsForSnowflakeAreFilesToo() {
    assertThat(loadInto("bearer").build().warehouse("bearer").snowflake().signIn().oauthTokenFile())
        .isEqualTo("/sluice/secret/warehouse-bearer/token");
    assertThat(loadInto("worded").build().warehouse("worded").snowflake().signIn().passwordFile())
        .isEqualTo("/sluice/secret/warehouse-worded/password");
  }

  @Test
  void aWorkloadSignsInWithATokenForTheAudienceThatItNames() {
    Requests requests = loadInto("workload");
    assertThat(requests.build().warehouse("workload").snowflake().signIn().workloadTokenFile())
        .isEqualTo("/sluice/token/warehouse-workload/token");
    assertThat(requests.mounts().volumes())
        .filteredOn(volume -> volume.getProjected() != null)
        .singleElement()
        .satisfies(
            volume ->
                assertThat(
                        volume
                            .getProjected()
                            .getSources()
                            .get(0)
                            .getServiceAccountToken()
                            .getAudience())
                    .isEqualTo("snow.example"));
  }

  @Test
  void aModelRunHasDefaultsAndItsProject() {
    ModelStep model =
        request(
                "- {kind: ModelRun, name: m, spec: {warehouse: duck, reportStore: lake, project:"
                    + " {files: [{path: dbt_project.yml, content: x}]}, vars: [{name: top, value:"
                    + " $(params.top)}]}}",
                "modelRun",
                "m")
            .model();
    assertThat(model.commands()).containsExactly("build");
    assertThat(model.schema()).isEqualTo("main");
    assertThat(model.target()).isEqualTo("prod");
    assertThat(model.threads()).isEqualTo(4);
    assertThat(model.vars()).containsEntry("top", "10");
    assertThat(model.project().files())
        .containsExactly(new ModelStep.ProjectFile("dbt_project.yml", "x"));
    assertThat(model.selection()).isEqualTo(ModelStep.Selection.everything());
  }

  @Test
  void aProjectInAStoreBringsItsStoreAndIsComparedWithItsOwnLastSuccess() {
    StepRequest request =
        request(
            "- {kind: ModelRun, name: m, spec: {warehouse: duck, reportStore: lake, project: {s3:"
                + " {objectStore: lake, key: dbt-$(params.top).zip}}, select: ['state:modified+'],"
                + " exclude: [a], state: LastSuccess, defer: true}}",
            "modelRun",
            "m");

    assertThat(request.model().project().stored())
        .isEqualTo(new ModelStep.StoredProject("lake", "dbt-10.zip", null));
    assertThat(request.stores()).containsKey("lake");
    assertThat(request.model().selection())
        .isEqualTo(
            new ModelStep.Selection(List.of("state:modified+"), List.of("a"), null, "m", true));
  }

  @Test
  void aProjectInGitHasItsCredentialsMountedAndNeverInTheRequest() {
    Requests requests =
        new Requests(
            Attempts.of(
                "- {kind: ModelRun, name: m, spec: {warehouse: duck, reportStore: lake, project:"
                    + " {git: {url: https://git.example.com/a.git, ref: v$(params.top),"
                    + " subdirectory: dbt, credentials: {secretRef: {name: token}}}}, selector:"
                    + " nightly, state: LastSuccess, stateOf: prod}}",
                "modelRun",
                "m",
                1),
            connections,
            CONFIG);

    ModelStep model = requests.build().model();

    assertThat(model.project().git())
        .isEqualTo(
            new ModelStep.GitProject(
                "https://git.example.com/a.git",
                "v10",
                "dbt",
                "/sluice/secret/git",
                List.of("10.0.0.0/8")));
    assertThat(model.selection().selector()).isEqualTo("nightly");
    assertThat(model.selection().stateOf()).isEqualTo("prod");
    assertThat(requests.mounts().volumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .extracting(volume -> volume.getSecret().getSecretName())
        .contains("token");
  }

  @Test
  void aProjectOfTheImageIsAFolderOfIt() {
    ModelStep model =
        request(
                "- {kind: ModelRun, name: m, spec: {warehouse: duck, reportStore: lake, project:"
                    + " {image: {path: /project}}, pod: {image: registry.example.com/marts:1}}}",
                "modelRun",
                "m")
            .model();

    assertThat(model.project().directory()).isEqualTo("/project");
  }

  @Test
  void aNewerAttemptHasAHigherTokenAndAReportOfItsOwn() {
    Attempt first = Attempts.of(Attempts.RAW, "datasetIngest", "raw", 1);
    Attempt second = Attempts.of(Attempts.RAW, "datasetIngest", "raw", 2);
    assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    assertThat(new Requests(second, connections, CONFIG).build().report().path())
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

  @Test
  void aCheckAloneOfALoadNeedsAReportStoreOfItsOwn() {
    assertThatThrownBy(
            () ->
                request(
                    "- {kind: WarehouseLoad, name: l, spec: {from: {datasetIngest: raw}, warehouse:"
                        + " duck, table: raw.films, mode: Append}}\n"
                        + "- {kind: QualityCheck, name: q, spec: {from: {warehouseLoad: l}, checks:"
                        + " [{rowCount: {min: 1}}]}}",
                    "qualityCheck",
                    "q"))
        .isInstanceOf(Requests.Unresolved.class)
        .hasMessageContaining("set spec.reportStore, on the step or on the pipeline");
  }

  private static final String RUN =
      Attempts.RAW
          + "- {kind: Transform, name: films, spec: {inputs: [{name: r, from: {datasetIngest: raw}}],"
          + " sql: SELECT 1, output: {objectStore: lake, path: films}}}\n"
          + "- {kind: Notification, name: tell, spec: %s}\n";

  private Requests notification(String spec) {
    Attempt attempt =
        Attempts.ofRun(
            RUN.formatted(spec),
            "{steps: [{datasetIngest: raw}, {transform: films}], finally: [{notification: tell}]}",
            "tell",
            List.of(
                ended("raw", TaskState.SUCCEEDED, 2, null),
                ended("films", TaskState.FAILED, 3, "no ".repeat(300)),
                ended("tell", TaskState.RUNNING, 1, null)));
    return new Requests(attempt, connections, CONFIG);
  }

  private static TaskStatus ended(String name, TaskState state, int attempt, String message) {
    return new TaskStatus(
        name,
        state,
        attempt,
        null,
        "2026-11-21T12:00:0" + attempt + "Z",
        "2026-11-21T12:01:00Z",
        state == TaskState.FAILED ? "SqlFailed" : null,
        message,
        7L,
        null,
        null,
        List.of());
  }

  @Test
  void aNotificationTellsHowTheOtherTasksEnded() {
    StepRequest request =
        notification("{webhook: {url: 'https://example.org/hook'}, when: Always}").build();
    NotifyStep step = request.notification();
    assertThat(step.blockedAddresses()).containsExactly("192.168.0.0/16");
    assertThat(step.webhook()).isEqualTo(new NotifyStep.Webhook("https://example.org/hook", null));
    NotifyStep.RunEnd end = step.end();
    assertThat(end.pipeline()).isEqualTo("films");
    assertThat(end.succeeded()).isFalse();
    assertThat(end.startedAt()).isEqualTo("2026-11-21T12:00:02Z");
    assertThat(end.tasks()).extracting(NotifyStep.TaskEnd::name).containsExactly("raw", "films");
    assertThat(end.tasks().get(1).state()).isEqualTo(NotifyStep.State.FAILED);
    assertThat(end.tasks().get(1).message()).hasSizeLessThanOrEqualTo(200);
    assertThat(request.report().store()).isEqualTo("lake");
  }

  @Test
  void lineageIsToldWhereEachTaskLeftItsReport() {
    StepRequest request = notification("{openLineage: {url: 'http://10.1.2.3/lineage'}}").build();
    NotifyStep step = request.notification();
    assertThat(step.blockedAddresses()).containsExactly("10.0.0.0/8");
    assertThat(step.openLineage().namespace()).isEqualTo("films");
    assertThat(step.end().tasks().get(0).report().path()).isEqualTo("_sluice/films/nightly/raw/2");
  }

  @Test
  void secretsOfANotificationAreFilesAndNeverInTheRequest() throws Exception {
    Requests requests =
        notification(
            "{powerBi: {tenantId: t, workspaceId: w, datasetId: d, credentials: {secretRef: {name:"
                + " bi}}}}");
    NotifyStep.PowerBi powerBi = requests.build().notification().powerBi();
    assertThat(powerBi.clientSecretFile()).isEqualTo("/sluice/secret/bi/clientSecret");
    assertThat(powerBi.apiUrl()).isEqualTo("https://api.powerbi.com");
    assertThat(requests.mounts().volumes())
        .filteredOn(v -> v.getSecret() != null)
        .extracting(v -> v.getSecret().getSecretName())
        .contains("bi");
  }
}
