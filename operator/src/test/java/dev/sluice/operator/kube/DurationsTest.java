package dev.sluice.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({"90s,90", "2m,120", "1h30m,5400", "1h0m1s,3601", "0s,0"})
  void durationsAreReadAsTheApiWritesThem(String text, long seconds) {
    assertThat(Durations.parse(text)).hasSeconds(seconds);
  }

  @Test
  void anAbsentDurationIsTheOtherOne() {
    assertThat(Durations.parse(null, Duration.ofSeconds(7))).hasSeconds(7);
    assertThat(Durations.parse("1s", Duration.ofSeconds(7))).hasSeconds(1);
  }

  @ParameterizedTest
  @CsvSource({
    "-5,0s",
    "0,0s",
    "59,59s",
    "60,1m",
    "61,1m1s",
    "3599,59m59s",
    "3600,1h",
    "7530,2h5m",
    "90000,25h"
  })
  void durationsAreWrittenWithTheirTwoLargestUnits(long seconds, String text) {
    assertThat(Durations.format(Duration.ofSeconds(seconds))).isEqualTo(text);
  }
}
