package dev.sluice.spark;

import static dev.sluice.spark.FakeLake.DATE;
import static dev.sluice.spark.FakeLake.column;
import static dev.sluice.spark.FakeLake.csv;
import static dev.sluice.spark.FakeLake.input;
import static dev.sluice.spark.FakeLake.output;
import static dev.sluice.spark.FakeLake.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs and queries that a person must correct: each message says where, what and how. */
@ExtendWith({LakeFixture.Extension.class, SharedSpark.class})
class BadInputIT {

  private static final Format TYPED =
      csv(column("userId", "int"), column("rating", "double"), column("at", "timestamp"));
  private static final String GOOD =
      "userId,rating,at\n1,4.0,2026-01-01 10:00:00\n2,3.5,2026-01-02 10:00:00\n";

  private final FakeLake lake;
  private final SharedSpark spark;

  BadInputIT(LakeFixture fixture, SharedSpark spark) throws Exception {
    this.spark = spark;
    this.lake = new FakeLake(fixture, "bad" + System.nanoTime());
  }

  @Test
  void rowWithAColumnTooFewIsNamed() throws Exception {
    assertMalformed(
        TYPED,
        GOOD + "3,1.0\n",
        "ratings.csv of dataset raw, line 4",
        "2 columns where 3",
        "3,1.0",
        "at");
  }

  @Test
  void rowWithAColumnTooManyIsNamed() throws Exception {
    assertMalformed(TYPED, GOOD + "3,1.0,2026-01-01 10:00:00,x\n", "line 4", "4 columns where 3");
  }

  @Test
  void rowWithAColumnTooManyIsFoundWithoutDeclaredColumns() throws Exception {
    assertMalformed(csv(), "a,b\n1,2\n1,2,3\n", "line 3", "3 columns where 2");
  }

  @Test
  void valueOfAnotherTypeIsNamed() throws Exception {
    assertMalformed(
        TYPED,
        GOOD + "3,good,2026-01-01 10:00:00\n",
        "line 4",
        "column rating",
        "\"good\" is no double");
  }

  @Test
  void headerMustSayWhatIsDeclared() throws Exception {
    assertMalformed(
        TYPED, GOOD.replace("rating", "stars"), "[userId, stars, at]", "[userId, rating, at]");
  }

  @Test
  void filesOfOneInputMustHaveOneHeader() throws Exception {
    lake.raw("raw", false, DATE, "a.csv", "k,v\n1,2\n", "b.csv", "v,k\n1,2\n");
    StepResult failure = failure(csv(), "SELECT * FROM raw", output("out"));
    assertThat(failure.reason()).isEqualTo("MalformedInput");
    assertThat(failure.message()).contains("b.csv", "[v, k]", "as in a.csv");
  }

  @Test
  void quoteThatIsNeverClosedIsNamed() throws Exception {
    assertMalformed(
        csv(), "a,b\n1,\"x\n2,y\n", "line 2", "quoted field is not closed", "multiLine");
  }

  @Test
  void bytesThatAreNotUtf8AreNamed() throws Exception {
    byte[] latin1 = (GOOD + "Amélie,1,2\n").getBytes(StandardCharsets.ISO_8859_1);
    lake.raw("raw", false, DATE, "ratings.csv", latin1);
    StepResult failure = failure(TYPED, "SELECT * FROM raw", output("out"));
    assertThat(failure.reason()).isEqualTo("InvalidEncoding");
    assertThat(failure.message()).contains("ratings.csv", "line 4", "byte 0xE9", "iconv");
  }

  @Test
  void emptyFileIsNamed() throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", "");
    StepResult failure = failure(TYPED, "SELECT * FROM raw", output("out"));
    assertThat(failure.reason()).isEqualTo("EmptyInput");
    assertThat(failure.message()).contains("ratings.csv of dataset raw is empty");
  }

  @Test
  void headerWithoutRowsNeedsDeclaredTypes() throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", "a,b\n");
    StepResult failure = failure(csv(), "SELECT * FROM raw", output("out"));
    assertThat(failure.reason()).isEqualTo("EmptyInput");
    assertThat(failure.message()).contains("header but no rows", "spec.inputs[name=raw].format");
  }

  @Test
  void brokenJsonLineIsNamed() throws Exception {
    Format lines = new Format(Format.Type.JSON, false, ",", "\"", "\"", "", false, List.of());
    assertMalformed(
        lines, "{\"a\":1}\n{\"a\":oops\n", "line 2", "not a valid JSON document", "oops");
  }

  @Test
  void jsonValueOfAnotherTypeIsNamed() throws Exception {
    Format lines =
        new Format(
            Format.Type.JSON, false, ",", "\"", "\"", "", false, List.of(column("a", "int")));
    assertMalformed(lines, "{\"a\":1}\n{\"a\":\"x\"}\n", "line 2", "column a", "\"x\" is no int");
  }

  @Test
  void secondJsonDocumentIsRefused() throws Exception {
    Format document = new Format(Format.Type.JSON, false, ",", "\"", "\"", "", true, List.of());
    assertMalformed(document, "{\"a\":1}\n{\"a\":2}\n", "second JSON document", "line 2");
  }

  @Test
  void fileThatIsNoParquetIsNamed() throws Exception {
    assertMalformed(
        Format.parquet(), "junk, not Parquet", "ratings.csv of dataset raw", "not a Parquet file");
  }

  @Test
  void unknownTypeIsNamed() throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", "a\n1\n");
    StepResult failure = failure(csv(column("a", "nubmer")), "SELECT * FROM raw", output("out"));
    assertThat(failure.reason()).isEqualTo("UnknownType");
    assertThat(failure.message()).contains("Column a of input raw", "nubmer", "bigint");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT userid2 FROM raw            | ColumnNotFound   | spec.sql line 1, column 8: there is no column `userid2`. Did you mean one of `userId`
          SELECT * FROM rawr                 | InputNotFound    | `rawr` is none of the step's inputs, which are raw
          SELECT * FROM csv.`/etc/passwd`    | InputNotFound    | none of the step's inputs
          SELECT nope(userId) FROM raw       | FunctionNotFound | there is no function `nope`
          SELECT userId FORM raw WHERE       | SqlInvalid       | spec.sql line 1, column
          SELECT userId, userId FROM raw     | SqlInvalid       | already exists
          SELECT userId, count(*) FROM raw   | SqlInvalid       | GROUP BY
          CREATE TABLE t AS SELECT 1         | SqlInvalid       | is a statement
          SET spark.sql.ansi.enabled = false | SqlInvalid       | is a statement
          SELECT rating / 0 AS x FROM raw    | QueryFailed      | Division by zero
          SELECT cast('x' AS int) AS x FROM raw | QueryFailed   | The value 'x'
          """)
  void queryThatCannotRunSaysWhere(String sql, String reason, String message) throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", GOOD);
    StepResult failure = failure(TYPED, sql, output("out"));
    assertThat(failure.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.message()).contains(message).doesNotContain("\n", "at org.apache");
  }

  @Test
  void partitionColumnMustBeReturned() throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", GOOD);
    StepResult failure = failure(TYPED, "SELECT userId FROM raw", output("out", "decade"));
    assertThat(failure.reason()).isEqualTo("ColumnNotFound");
    assertThat(failure.message()).contains("partitionBy names decade", "[userId]");
  }

  @Test
  void rowsOfAnotherDateAreRefusedInASlice() throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", GOOD);
    StepResult failure =
        failure(
            TYPED,
            "SELECT userId, date'2026-01-01' AS run_date FROM raw",
            output("out", "run_date"));
    assertThat(failure.reason()).isEqualTo("QueryFailed");
    assertThat(failure.message()).contains("run_date is not 2026-11-21");
  }

  private void assertMalformed(Format format, String content, String... said) throws Exception {
    lake.raw("raw", false, DATE, "ratings.csv", content);
    StepResult failure = failure(format, "SELECT * FROM raw", output("out"));
    assertThat(failure.outcome()).isEqualTo(Outcome.USER_ERROR);
    assertThat(failure.reason()).isEqualTo("MalformedInput");
    assertThat(failure.message()).contains(said);
  }

  /** Nothing of a failed step is left in the store. */
  private StepResult failure(Format format, String sql, DatasetTarget target) throws Exception {
    StepResult failure =
        spark.failure(
            lake,
            run("bad", DATE, 1),
            TransformStep.query(List.of(input("raw", "raw", format)), sql, target));
    assertThat(new ArrayList<>(lake.store().list(target.path()))).isEmpty();
    return failure;
  }
}
