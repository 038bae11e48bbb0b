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
        @Size(min = 9, max = 100)
        @ValidationRule(
            value =
                "self.matches('^[0-9*,/-]+ [0-9*,/-]+ [0-9*,/?LW-]+ [0-9A-Za-z*,/-]+ [0-9A-Za-z*,/?#-]+$')",
            message =
                "cron must have five fields (minute hour day-of-month month day-of-week), such as 0 3 * * *")
        String cron,
    @JsonPropertyDescription("IANA name of the time zone, such as Europe/Berlin. Default: UTC.")
        @Size(min = 1, max = 64)
        @ValidationRule(
            value = "self.matches('^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$')",
            message = "timeZone must be an IANA name, such as Europe/Berlin or UTC")
        @Nullable String timeZone) {}
