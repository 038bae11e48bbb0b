package dev.sluice.operator.pipeline;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.sluice.api.v1alpha1.Schedule;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The times at which a schedule starts runs. */
final class Ticks {

  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final ExecutionTime times;
  private final ZoneId zone;

  private Ticks(ExecutionTime times, ZoneId zone) {
    this.times = times;
    this.zone = zone;
  }

  /** What is wrong with a schedule beyond what the schema can see, or null. */
  static @Nullable Problem check(@Nullable Schedule schedule) {
    if (schedule == null) {
      return null;
    }
    try {
      of(schedule);
      return null;
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
    return new Ticks(ExecutionTime.forCron(cron), ZoneId.of(zone));
  }

  /** The newest tick at or before a moment. */
  Optional<ZonedDateTime> last(Instant now) {
    return times.lastExecution(now.plusMillis(1).atZone(zone));
  }

  /** The first tick after a moment. */
  Optional<ZonedDateTime> next(Instant now) {
    return times.nextExecution(now.atZone(zone));
  }
}
