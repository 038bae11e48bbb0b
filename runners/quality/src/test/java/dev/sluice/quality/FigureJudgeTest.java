package dev.sluice.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.Deviation;
import dev.sluice.protocol.QualityStep.Figure;
import dev.sluice.protocol.QualityStep.FigureKind;
import dev.sluice.quality.CompiledCheck.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FigureJudgeTest {

  private static Verdict judge(
      @Nullable String value,
      @Nullable String min,
      @Nullable String change,
      @Nullable Deviation deviation,
      int... newestFirst) {
    Figure figure = new Figure(FigureKind.ROW_COUNT, List.of(), null, min, null, change, deviation);
    Check check =
        new Check(
            "rows",
            QualityStep.Severity.ERROR,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            figure,
            null,
            null,
            null);
    List<FigureHistory.Past> past = new ArrayList<>();
    for (int i = 0; i < newestFirst.length; i++) {
      past.add(
          new FigureHistory.Past(
              "2026-11-" + (20 - i), BigDecimal.valueOf(newestFirst[i]), "run-" + i));
    }
    return new FigureJudge(check, figure, past, v -> v + " rows").judge(value);
  }

  @Test
  void theFirstFigureHasNothingToCompareWith() {
    Verdict verdict = judge("4", null, "10", new Deviation("3", 30));
    assertThat(verdict.passed()).isTrue();
    assertThat(verdict.found())
        .isEqualTo(
            "4 rows, no earlier one to compare with, 0 earlier ones, too few for a standard"
                + " deviation");
  }

  @Test
  void aRiseIsAsBadAsAFall() {
    assertThat(judge("121", null, "20", null, 100, 1).found())
        .isEqualTo("121 rows, 21 % above the 100 of 2026-11-20, allowed are 20 %");
    assertThat(judge("121", null, "20", null, 100).passed()).isFalse();
    assertThat(judge("79", null, "20", null, 100).passed()).isFalse();
    assertThat(judge("80", null, "20", null, 100).passed()).isTrue();
    assertThat(judge("100", null, "0", null, 100).passed()).isTrue();
  }

  @Test
  void ofNothingNoPercentageIsTaken() {
    assertThat(judge("1", null, "1000", null, 0).passed()).isFalse();
    assertThat(judge("0", null, "0", null, 0).passed()).isTrue();
  }

  @Test
  void deviationIsMeasuredOnTheNewestFiguresOnly() {
    Deviation of5 = new Deviation("2", 5);
    // Mean 100, standard deviation of 98, 99, 100, 101, 102: 1.58.
    assertThat(judge("103", null, null, of5, 98, 99, 100, 101, 102, 9000).passed()).isTrue();
    Verdict far = judge("104", null, null, of5, 98, 99, 100, 101, 102, 9000);
    assertThat(far.passed()).isFalse();
    assertThat(far.found())
        .isEqualTo(
            "104 rows, 2.5 standard deviations from the mean 100 of the last 5, allowed are 2");
  }

  @Test
  void afterFiguresThatWereAllAlikeAnyOtherIsOutside() {
    Deviation deviation = new Deviation("3", 30);
    assertThat(judge("7", null, null, deviation, 7, 7, 7, 7, 7).passed()).isTrue();
    assertThat(judge("8", null, null, deviation, 7, 7, 7, 7, 7).found())
        .contains("infinite standard deviations from the mean 7");
    assertThat(judge("8", null, null, deviation, 7, 7, 7, 7).passed()).isTrue();
  }

  @Test
  void onlyTheBoundsThatAreBrokenAreNamed() {
    assertThat(judge("5", "10", "10", null, 5).found()).isEqualTo("5 rows, expected at least 10");
  }

  @Test
  void whatIsNoNumberFails() {
    assertThat(judge(null, "1", null, null).found()).isEqualTo("no values, expected at least 1");
    assertThat(judge("Infinity", "1", null, null).passed()).isFalse();
  }
}
