package dev.sluice.spark;

import static dev.sluice.spark.FakeLake.DATE;
import static dev.sluice.spark.FakeLake.csv;
import static dev.sluice.spark.FakeLake.input;
import static dev.sluice.spark.FakeLake.output;
import static dev.sluice.spark.FakeLake.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.Digest;
import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transforms in PySpark, with a real Python. */
@ExtendWith({LakeFixture.Extension.class, SharedSpark.class})
class PythonIT {

  private static final String RATINGS = "userId,movieId,rating\n1,10,4.0\n1,20,3.5\n2,10,5.0\n";

  private final FakeLake lake;
  private final SharedSpark spark;

  PythonIT(LakeFixture fixture, SharedSpark spark) throws Exception {
    this.spark = spark;
    this.lake = new FakeLake(fixture, "py" + System.nanoTime());
    lake.raw("ratings", false, DATE, "ratings.csv", RATINGS);
  }

  private static TransformStep step(
      TransformStep.Python python, List<TransformStep.Output> outputs) {
    return new TransformStep(List.of(input("ratings", "ratings", csv())), python, null, outputs);
  }

  private static TransformStep inline(String content, Map<String, String> arguments) {
    return step(
        new TransformStep.Python(content, null, null, "transform", arguments),
        List.of(new TransformStep.Output(null, null, output("out"))));
  }

  private List<String> rows(String dataset) throws Exception {
    return spark.rows(lake, lake.read(dataset, false, SliceSelection.RUN, DATE));
  }

  @Test
  void functionGetsInputsAndArgumentsAndReturnsRows() throws Exception {
    StepResult result =
        spark.run(
            lake,
            run("a", DATE, 1),
            inline(
                """
                from pyspark.sql import functions as f

                def transform(spark, inputs, least):
                    return inputs["ratings"].where(f.col("rating") >= float(least)).select("movieId")
                """,
                Map.of("least", "4")));
    assertThat(result.results().rows()).isEqualTo(2);
    assertThat(rows("out")).containsExactly("[10]", "[10]");
  }

  @Test
  void rowsOfAPythonFunctionGoToSeveralOutputs() throws Exception {
    spark.run(
        lake,
        run("b", DATE, 1),
        step(
            new TransformStep.Python(
                """
                from pyspark.sql.functions import udf

                SUFFIX = " stars"

                @udf("string")
                def label(rating):
                    return str(rating) + SUFFIX

                def split(spark, inputs):
                    ratings = inputs["ratings"]
                    return {
                        "labels": ratings.select("userId", label("rating").alias("label")),
                        "counts": spark.sql("SELECT userId, count(*) AS n FROM ratings GROUP BY 1"),
                    }
                """,
                null,
                null,
                "split",
                Map.of()),
            List.of(
                new TransformStep.Output("labels", null, output("labels")),
                new TransformStep.Output("counts", null, output("counts", "userId")))));
    assertThat(rows("labels"))
        .containsExactlyInAnyOrder("[1,4.0 stars]", "[1,3.5 stars]", "[2,5.0 stars]");
    assertThat(rows("counts")).containsExactlyInAnyOrder("[2,1]", "[1,2]");
  }

  @Test
  void codeOfAStoreIsRunOnlyWhenItIsThatOfTheSpec() throws Exception {
    Path file = Files.createTempFile("job", ".py");
    Files.writeString(file, "def transform(spark, inputs):\n    return inputs['ratings']\n");
    lake.store().put("code/job.py", file, "text/x-python");
    String sha256 = Digest.checksum(file).substring("sha256:".length());
    List<TransformStep.Output> outputs =
        List.of(new TransformStep.Output(null, null, output("out")));
    TransformStep.CodeObject object = new TransformStep.CodeObject("lake", "code/job.py", sha256);
    StepResult result =
        spark.run(
            lake,
            run("s", DATE, 1),
            step(new TransformStep.Python(null, null, object, "transform", Map.of()), outputs));
    assertThat(result.results().rows()).isEqualTo(3);

    TransformStep.CodeObject other =
        new TransformStep.CodeObject("lake", "code/job.py", "0".repeat(64));
    StepResult failure =
        spark.failure(
            lake,
            run("t", DATE, 1),
            step(new TransformStep.Python(null, null, other, "transform", Map.of()), outputs));
    assertThat(failure.reason()).isEqualTo("CodeChanged");
    assertThat(failure.message()).contains("code/job.py", sha256);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return inputs['rating'] | line 2, in transform: KeyError: 'rating'",
        "return inputs['ratings'].select('stars') | line 2, in transform: AnalysisException: [UNRESOLVED_COLUMN",
        "return 1 | transform returned int, not a DataFrame.",
        "return (  | line 2: SyntaxError",
        "raise SystemExit(5) | line 2, in transform: SystemExit: 5",
        "import os; os._exit(7) | ended by itself with exit code 7",
        "return inputs['ratings'].rdd.map(lambda r: (1 // 0,)).toDF(['a']) | ZeroDivisionError",
        "return spark.table('nowhere') | line 2, in transform: AnalysisException: [TABLE_OR_VIEW_NOT_FOUND]",
      })
  void failureOfTheFunctionNamesItsLine(String body, String expected) throws Exception {
    StepResult failure =
        spark.failure(
            lake,
            run("f" + body.hashCode(), DATE, 1),
            inline("def transform(spark, inputs):\n    " + body + "\n", Map.of()));
    assertThat(failure.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(failure.reason()).isEqualTo("PythonFailed");
    assertThat(failure.message())
        .startsWith("spec.python")
        .contains(expected)
        .doesNotContain("\tat ", "\n");
  }

  @Test
  void failureWithinAPythonFunctionOfRowsNamesItsLine() throws Exception {
    StepResult failure =
        spark.failure(
            lake,
            run("u", DATE, 1),
            inline(
                """
                from pyspark.sql.functions import udf

                @udf("int")
                def strict(rating):
                    raise ValueError(f"no such rating: {rating}")

                def transform(spark, inputs):
                    return inputs["ratings"].select(strict("rating").alias("r"))
                """,
                Map.of()));
    assertThat(failure.message())
        .matches("spec.python, line 5, in strict: ValueError: no such rating: \\d\\.\\d");
  }

  @Test
  void malformedInputIsNamedAlthoughPythonReadsIt() throws Exception {
    lake.raw("broken", false, DATE, "broken.csv", "a,b\n1,2\n3\n");
    StepResult failure =
        spark.failure(
            lake,
            run("m", DATE, 1),
            new TransformStep(
                List.of(
                    input(
                        "broken",
                        "broken",
                        csv(FakeLake.column("a", "int"), FakeLake.column("b", "int")))),
                new TransformStep.Python(
                    "def transform(spark, inputs):\n"
                        + "    inputs['broken'].collect()\n"
                        + "    return inputs['broken']\n",
                    null,
                    null,
                    "transform",
                    Map.of()),
                null,
                List.of(new TransformStep.Output(null, null, output("out")))));
    assertThat(failure.reason()).isEqualTo("MalformedInput");
    assertThat(failure.message()).contains("broken.csv of dataset broken, line 3");
  }
}
