package dev.sluice.operator.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Schedule;
import dev.sluice.operator.Definitions;
import dev.sluice.operator.kube.Revisions;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TicksTest {

  private static Schedule schedule(String cron, String zone) {
    return Revisions.spec(
        Definitions.yaml("{cron: \"" + cron + "\", timeZone: " + zone + "}"), Schedule.class);
  }

  private static String last(String cron, String zone, String now) {
    return Ticks.of(schedule(cron, zone))
        .last(Instant.parse(now))
        .orElseThrow()
        .toInstant()
        .toString();
  }

  private static String next(String cron, String zone, String now) {
    return Ticks.of(schedule(cron, zone))
        .next(Instant.parse(now))
        .orElseThrow()
        .toInstant()
        .toString();
  }

  @Test
  void aTickIsTheLastOneFromItsVeryMomentOn() {
    assertThat(last("0 3 * * *", "UTC", "2026-11-21T03:00:00Z")).isEqualTo("2026-11-21T03:00:00Z");
    assertThat(last("0 3 * * *", "UTC", "2026-11-21T02:59:59Z")).isEqualTo("2026-11-20T03:00:00Z");
    assertThat(next("0 3 * * *", "UTC", "2026-11-21T03:00:00Z")).isEqualTo("2026-11-22T03:00:00Z");
  }

  @Test
  void ofMissedTicksTheNewestIsTheLast() {
    assertThat(last("*/10 * * * *", "UTC", "2026-11-21T05:47:00Z"))
        .isEqualTo("2026-11-21T05:40:00Z");
  }

  @Test
  void ticksFollowSummerTime() {
    assertThat(next("0 3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z"))
        .isEqualTo("2026-03-29T01:00:00Z");
    assertThat(next("0 3 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z"))
        .isEqualTo("2026-10-25T02:00:00Z");
  }

  @Test
  void aTimeZoneThatDoesNotExistIsNamed() {
    assertThat(Ticks.check(schedule("0 3 * * *", "Europe/Nowhere")).message())
        .contains("Europe/Nowhere is no time zone");
  }
}
