package dev.sluice.operator.pipeline;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.sluice.api.v1alpha1.Schedule;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times at which a schedule starts runs.
 *
 * <p>A schedule of every hour follows the time that passes, any other one the clocks on the wall:
 * when they change, a time of day that is left out, or comes twice, is one tick nevertheless, since
 * each day has its slice.
 */
final class Ticks {

  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  /** No clock is changed by more. */
  private static final Duration MARGIN = Duration.ofHours(3);

  private final ExecutionTime times;
  private final boolean everyHour;
  private final ZoneId zone;

  private Ticks(Cron cron, ZoneId zone) {
    this.times = ExecutionTime.forCron(cron);
    this.everyHour = cron.retrieve(CronFieldName.HOUR).getExpression() instanceof Always;
    this.zone = zone;
  }

  /** What is wrong with a schedule beyond what the schema can see, or null. */
  static @Nullable Problem check(@Nullable Schedule schedule, Instant now) {
    if (schedule == null) {
      return null;
    }
    try {
      return of(schedule).next(now).isPresent()
          ? null
          : new Problem(
              Reasons.INVALID_SCHEDULE,
              "spec.schedule.cron: "
                  + schedule.cron()
                  + " names a day that never comes; correct its day of month or its month.");
    } catch (DateTimeException e) {
      return new Problem(
          Reasons.INVALID_SCHEDULE,
          "spec.schedule.timeZone: "
              + schedule.timeZone()
              + " is no time zone; use an IANA name such as Europe/Berlin, or UTC.");
    } catch (IllegalArgumentException e) {
      return new Problem(
          Reasons.INVALID_SCHEDULE,
          "spec.schedule.cron: " + schedule.cron() + " is not valid: " + e.getMessage());
    }
  }

  /**
   * The ticks of a schedule.
   *
   * @throws DateTimeException when there is no such time zone
   * @throws IllegalArgumentException when the expression is not valid
   */
  static Ticks of(Schedule schedule) {
    Cron cron = PARSER.parse(schedule.cron());
    String zone = schedule.timeZone() == null ? "UTC" : schedule.timeZone();
    return new Ticks(cron, ZoneId.of(zone));
  }

  /** The newest tick at or before a moment. */
  Optional<ZonedDateTime> last(Instant now) {
    if (everyHour) {
      return times.lastExecution(now.plusMillis(1).atZone(zone));
    }
    Optional<ZonedDateTime> wall = times.lastExecution(wall(now).plus(MARGIN));
    while (wall.isPresent() && tick(wall.get()).toInstant().isAfter(now)) {
      wall = times.lastExecution(wall.get());
    }
    return wall.map(this::tick);
  }

  /** The first tick after a moment. */
  Optional<ZonedDateTime> next(Instant now) {
    if (everyHour) {
      return times.nextExecution(now.atZone(zone));
    }
    Optional<ZonedDateTime> wall = times.nextExecution(wall(now).minus(MARGIN));
    while (wall.isPresent() && !tick(wall.get()).toInstant().isAfter(now)) {
      wall = times.nextExecution(wall.get());
    }
    return wall.map(this::tick);
  }

  /** What the clocks of the zone show, in a zone in which each time of day comes once a day. */
  private ZonedDateTime wall(Instant now) {
    return now.atZone(zone).toLocalDateTime().atZone(ZoneOffset.UTC);
  }

  /** When it is that time of day first, or, if it never is, when the clocks have leapt over it. */
  private ZonedDateTime tick(ZonedDateTime wall) {
    LocalDateTime time = wall.toLocalDateTime();
    ZoneOffsetTransition leap = zone.getRules().getTransition(time);
    return leap != null && leap.isGap() ? leap.getDateTimeAfter().atZone(zone) : time.atZone(zone);
  }
}
