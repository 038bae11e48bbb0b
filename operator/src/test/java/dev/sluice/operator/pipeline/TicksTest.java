package dev.sluice.operator.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Schedule;
import dev.sluice.operator.Definitions;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.kube.Revisions;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
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

  /** Berlin has no 02:30 on the 29th of March 2026, and two on the 25th of October. */
  @Test
  void aTimeOfDayThatIsLeftOutOrComesTwiceIsOneTickOfItsDay() {
    assertThat(ticks("30 2 * * *", "2026-03-28T00:30:00Z", "2026-03-30T12:00:00Z"))
        .containsExactly(
            "2026-03-28T01:30:00Z 2026-03-28",
            "2026-03-29T01:00:00Z 2026-03-29",
            "2026-03-30T00:30:00Z 2026-03-30");
    assertThat(ticks("30 2 * * *", "2026-10-23T23:30:00Z", "2026-10-26T12:00:00Z"))
        .containsExactly(
            "2026-10-24T00:30:00Z 2026-10-24",
            "2026-10-25T00:30:00Z 2026-10-25",
            "2026-10-26T01:30:00Z 2026-10-26");
  }

  @Test
  void everyHourTicksInEachHourThatPasses() {
    assertThat(ticks("0 * * * *", "2026-03-28T23:30:00Z", "2026-03-29T02:30:00Z"))
        .containsExactly(
            "2026-03-29T00:00:00Z 2026-03-29",
            "2026-03-29T01:00:00Z 2026-03-29",
            "2026-03-29T02:00:00Z 2026-03-29");
    assertThat(ticks("0 * * * *", "2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z")).hasSize(3);
  }

  /** All ticks between two moments, by what is announced as the next one. */
  private static List<String> ticks(String cron, String from, String to) {
    Ticks ticks = Ticks.of(schedule(cron, "Europe/Berlin"));
    List<String> seen = new ArrayList<>();
    Instant at = Instant.parse(from);
    while (true) {
      ZonedDateTime next = ticks.next(at).orElseThrow();
      assertThat(ticks.last(next.toInstant())).contains(next);
      assertThat(ticks.last(next.toInstant().minusMillis(1)).orElseThrow().toInstant())
          .isBeforeOrEqualTo(at);
      at = next.toInstant();
      if (at.isAfter(Instant.parse(to))) {
        return seen;
      }
      seen.add(at + " " + next.toLocalDate());
    }
  }

  @Test
  void aTimeZoneThatDoesNotExistIsNamed() {
    assertThat(check("0 3 * * *", "Europe/Nowhere").message())
        .contains("Europe/Nowhere is no time zone");
  }

  @Test
  void aDayThatNeverComesIsNamedAndARareOneIsNot() {
    assertThat(check("0 0 31 2 *", "UTC").message())
        .isEqualTo(
            "spec.schedule.cron: 0 0 31 2 * names a day that never comes; correct its day of month"
                + " or its month.");
    assertThat(check("0 0 29 2 *", "Europe/Berlin")).isNull();
  }

  private static Problem check(String cron, String zone) {
    return Ticks.check(schedule(cron, zone), Instant.parse("2026-11-22T00:00:00Z"));
  }
}
