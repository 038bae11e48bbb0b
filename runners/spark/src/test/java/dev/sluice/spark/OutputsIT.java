package dev.sluice.spark;

import static dev.sluice.spark.FakeLake.DATE;
import static dev.sluice.spark.FakeLake.csv;
import static dev.sluice.spark.FakeLake.input;
import static dev.sluice.spark.FakeLake.output;
import static dev.sluice.spark.FakeLake.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Steps with several outputs, and what queries do with awkward data. */
@ExtendWith({LakeFixture.Extension.class, SharedSpark.class})
class OutputsIT {

  private static final String TITLES =
      "id\ttitle\tyear\tgenres\n"
          + "1\tHeat\t1995\tCrime,Drama\n"
          + "2\t\"Quoted\t\\N\tDrama\n"
          + "3\tAlien\t1979\t\\N\n";
  private static final Format TSV =
      new Format(
          Format.Type.TSV,
          true,
          "\t",
          "",
          "",
          "\\N",
          false,
          List.of(
              FakeLake.column("id", "int"),
              FakeLake.column("title", "string"),
              FakeLake.column("year", "int"),
              FakeLake.column("genres", "string")));

  private final FakeLake lake;
  private final SharedSpark spark;

  OutputsIT(LakeFixture fixture, SharedSpark spark) throws Exception {
    this.spark = spark;
    this.lake = new FakeLake(fixture, "o" + System.nanoTime());
  }

  private static TransformStep.Output named(String name, String sql, DatasetTarget target) {
    return new TransformStep.Output(name, sql, target);
  }

  private List<String> rows(String dataset, boolean sliced) throws Exception {
    return spark.rows(lake, lake.read(dataset, sliced, SliceSelection.RUN, DATE));
  }

  @Test
  void eachOutputIsADatasetOfItsOwn() throws Exception {
    lake.raw("titles", false, DATE, "titles.tsv", TITLES);
    StepResult result =
        spark.run(
            lake,
            run("a", DATE, 1),
            new TransformStep(
                List.of(input("titles", "titles", TSV)),
                null,
                null,
                List.of(
                    named(
                        "genres",
                        "SELECT id, explode(split(genres, ',')) AS genre FROM titles",
                        output("genres", "genre")),
                    named(
                        "decades",
                        "SELECT *, row_number() OVER (ORDER BY year DESC NULLS LAST) AS place,"
                            + " cast(floor(year / 10) * 10 AS int) AS decade FROM titles",
                        output("decades", "run_date", "decade")))));

    assertThat(rows("genres", false))
        .containsExactlyInAnyOrder("[1,Crime]", "[1,Drama]", "[2,Drama]");
    assertThat(rows("decades", true))
        .containsExactlyInAnyOrder(
            "[1,Heat,1995,Crime,Drama,1,2026-11-21,1990]",
            "[3,Alien,1979,null,2,2026-11-21,1970]",
            "[2,\"Quoted,null,Drama,3,2026-11-21,null]");
    assertThat(result.results().rows()).isEqualTo(6);
    assertThat(result.message()).contains("to 2 outputs: genres 3, decades 3");
  }

  @Test
  void partitionOfAnotherColumnThatIsNoLongerThereGoesWithItsSlice() throws Exception {
    lake.raw("titles", false, DATE, "titles.tsv", TITLES);
    String sql = "SELECT id, cast(floor(year / 10) * 10 AS int) AS decade FROM titles WHERE year";
    for (String years : List.of(" > 0", " > 1990")) {
      spark.run(
          lake,
          run("p" + years.length(), DATE, 1, years.length()),
          TransformStep.query(
              List.of(input("titles", "titles", TSV)), sql + years, output("by-decade", "decade")));
    }
    Snapshot now = lake.read("by-decade", false, SliceSelection.RUN, DATE);
    assertThat(SharedSpark.paths(now)).containsExactly("decade=1990/part-00000.parquet");
    assertThat(spark.rows(lake, now)).containsExactly("[1,1990]");
  }

  @Test
  void pythonLiteralsAreReadAsJson() throws Exception {
    lake.raw(
        "films",
        false,
        DATE,
        "films.csv",
        "id,genres\n"
            + "1,\"[{'id': 18, 'name': 'Drama', 'adult': False, 'note': None}]\"\n"
            + "2,\"[{'id': 35, 'name': \"\"Director's cut\"\", 'adult': True}]\"\n");
    Format format = csv(FakeLake.column("id", "int"), FakeLake.column("genres", "string"));
    spark.run(
        lake,
        run("l", DATE, 1),
        TransformStep.query(
            List.of(input("films", "films", format)),
            "SELECT id, g.name, g.adult, g.note FROM films LATERAL VIEW"
                + " explode(from_json(regexp_replace(regexp_replace(regexp_replace(genres,"
                + " r':\\s*None\\b', ': null'), r':\\s*True\\b', ': true'), r':\\s*False\\b', ': false'),"
                + " 'array<struct<name:string,adult:boolean,note:string>>')) AS g",
            output("genres")));
    assertThat(rows("genres", false))
        .containsExactlyInAnyOrder("[1,Drama,false,null]", "[2,Director's cut,true,null]");
  }

  @Test
  void quotedFieldsMaySpanLines() throws Exception {
    lake.raw(
        "plots",
        false,
        DATE,
        "plots.csv",
        "id,plot\n1,\"First.\nSecond, \"\"said\"\".\"\n2,Short\n");
    Format format =
        new Format(
            Format.Type.CSV,
            true,
            ",",
            "\"",
            "\"",
            "",
            true,
            List.of(FakeLake.column("id", "int"), FakeLake.column("plot", "string")));
    spark.run(
        lake,
        run("q", DATE, 1),
        TransformStep.query(
            List.of(input("plots", "plots", format)),
            "SELECT id, split(plot, '\\n') AS lines FROM plots",
            output("lines")));
    assertThat(rows("lines", false))
        .containsExactlyInAnyOrder(
            "[1,ArraySeq(First., Second, \"said\".)]", "[2,ArraySeq(Short)]");
  }

  @Test
  void failureNamesTheOutputWhoseQueryIsWrong() throws Exception {
    lake.raw("titles", false, DATE, "titles.tsv", TITLES);
    TransformStep.Input titles = input("titles", "titles", TSV);
    StepResult failure =
        spark.failure(
            lake,
            run("w", DATE, 1),
            new TransformStep(
                List.of(titles),
                null,
                null,
                List.of(
                    named("good", "SELECT id FROM titles", output("good")),
                    named("bad", "SELECT nr FROM titles", output("bad")))));
    assertThat(failure.reason()).isEqualTo("ColumnNotFound");
    assertThat(failure.message()).startsWith("spec.outputs[bad].sql line 1, column 8");
    assertThat(lake.store().list("processed/good")).isEmpty();
  }
}
