package dev.sluice.operator.pod;

import static dev.sluice.operator.pod.RequestFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckRequestsTest {

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
}
