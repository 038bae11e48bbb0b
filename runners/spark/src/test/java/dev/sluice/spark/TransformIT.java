package dev.sluice.spark;

import static dev.sluice.spark.FakeLake.DATE;
import static dev.sluice.spark.FakeLake.csv;
import static dev.sluice.spark.FakeLake.input;
import static dev.sluice.spark.FakeLake.output;
import static dev.sluice.spark.FakeLake.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transforms that succeed: formats, partitions, slices. */
@ExtendWith({LakeFixture.Extension.class, SharedSpark.class})
class TransformIT {

  private static final String RATINGS = "userId,movieId,rating\n1,10,4.0\n1,20,3.5\n2,10,5.0\n";

  private final FakeLake lake;
  private final SharedSpark spark;

  TransformIT(LakeFixture fixture, SharedSpark spark) throws Exception {
    this.spark = spark;
    this.lake = new FakeLake(fixture, "t" + System.nanoTime());
  }

  @Test
  void csvBecomesParquetWithItsRowsAndDigest() throws Exception {
    lake.raw("movielens", false, DATE, "ratings.csv", RATINGS);
    StepResult result =
        spark.run(
            lake,
            run("a", DATE, 1),
            new TransformStep(
                List.of(input("raw", "movielens", csv())),
                "SELECT userId AS user_id, rating FROM raw WHERE rating >= 4",
                output("ratings")));

    Snapshot snapshot = lake.read("ratings", false, SliceSelection.RUN, DATE);
    assertThat(result.results().rows()).isEqualTo(2);
    assertThat(result.results().digest()).isEqualTo(snapshot.digest());
    assertThat(result.results().uri()).endsWith("/processed/ratings");
    assertThat(snapshot.rows()).isEqualTo(2);
    assertThat(snapshot.format().columns())
        .containsExactly(
            new Format.Column("user_id", "int"), new Format.Column("rating", "double"));
    assertThat(spark.rows(lake, snapshot)).containsExactlyInAnyOrder("[1,4.0]", "[2,5.0]");
  }
}
