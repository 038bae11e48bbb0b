package dev.sluice.operator.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "movies.csv | movies.csv",
        "movies.csv | *.csv",
        "movies.csv | {movies,ratings}.csv",
        "{movies,tags}.csv | {ratings,tags}.csv",
        "movies.csv | 2026/movies.csv",
        "2026/*.csv | *.csv",
        "*.csv | movies*",
        "m*.csv | *s.csv",
        "movies-$(run.date).csv | movies-*.csv",
        "$(params.file) | ratings.csv",
        "[broken | broken",
      })
  void theseMayMeanTheSameFile(String one, String other) {
    assertThat(Globs.mayOverlap(one, other)).isTrue();
    assertThat(Globs.mayOverlap(other, one)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "movies.csv | ratings.csv",
        "movies.csv | {tags,ratings}.csv",
        "*.csv | *.json",
        "2025/*.csv | 2026/*.csv",
        "movies-*.csv | ratings-*.csv",
        "2025/movies.csv | 2026/movies.csv",
        "movies-$(run.date).csv | ratings-$(run.date).csv",
      })
  void theseNeverMeanTheSameFile(String one, String other) {
    assertThat(Globs.mayOverlap(one, other)).isFalse();
    assertThat(Globs.mayOverlap(other, one)).isFalse();
  }
}
