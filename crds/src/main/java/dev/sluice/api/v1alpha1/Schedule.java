package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When runs start by the clock. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Schedule(
    @JsonPropertyDescription(
            "Five fields: minute, hour, day of month, month, day of week, such as 0 3 * * *.")
        @Required
        @Size(min = 1, max = 100)
        @ValidationRule(
            value =
                "self.matches('^"
                    + Schedule.MINUTE
                    + " +"
                    + Schedule.HOUR
                    + " +"
                    + Schedule.DAY_OF_MONTH
                    + " +"
                    + Schedule.MONTH
                    + " +"
                    + Schedule.DAY_OF_WEEK
                    + "$')",
            message =
                "cron must have five valid fields (minute 0-59, hour 0-23, day of month 1-31, month 1-12, day of week 0-7), such as 0 3 * * *")
        String cron,
    @JsonPropertyDescription("IANA name of the time zone, such as Europe/Berlin. Default: UTC.")
        @Size(min = 1, max = 64)
        @ValidationRule(
            value = "self != 'Local' && timestamp('2026-01-01T00:00:00Z').getHours(self) >= 0",
            message = "timeZone must be the IANA name of a time zone, such as Europe/Berlin or UTC")
        @Nullable String timeZone) {
  static final String MINUTE =
      "([*]|[0-5]?[0-9](-[0-5]?[0-9])?)(/[0-9]{1,2})?(,([*]|[0-5]?[0-9](-[0-5]?[0-9])?)(/[0-9]{1,2})?)*";
  static final String HOUR =
      "([*]|([01]?[0-9]|2[0-3])(-([01]?[0-9]|2[0-3]))?)(/[0-9]{1,2})?(,([*]|([01]?[0-9]|2[0-3])(-([01]?[0-9]|2[0-3]))?)(/[0-9]{1,2})?)*";
  static final String DAY_OF_MONTH =
      "([*]|(0?[1-9]|[12][0-9]|3[01])(-(0?[1-9]|[12][0-9]|3[01]))?)(/[0-9]{1,2})?(,([*]|(0?[1-9]|[12][0-9]|3[01])(-(0?[1-9]|[12][0-9]|3[01]))?)(/[0-9]{1,2})?)*";
  static final String MONTH =
      "([*]|(0?[1-9]|1[0-2]|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(-(0?[1-9]|1[0-2]|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))?)(/[0-9]{1,2})?(,([*]|(0?[1-9]|1[0-2]|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(-(0?[1-9]|1[0-2]|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))?)(/[0-9]{1,2})?)*";
  static final String DAY_OF_WEEK =
      "([*]|([0-7]|(?i:sun|mon|tue|wed|thu|fri|sat))(-([0-7]|(?i:sun|mon|tue|wed|thu|fri|sat)))?)(/[0-9]{1,2})?(,([*]|([0-7]|(?i:sun|mon|tue|wed|thu|fri|sat))(-([0-7]|(?i:sun|mon|tue|wed|thu|fri|sat)))?)(/[0-9]{1,2})?)*";
}
