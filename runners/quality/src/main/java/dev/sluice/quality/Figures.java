package dev.sluice.quality;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the metrics of a check came to, in their order, and after them what its query counted. */
final class Figures {

  private final List<@Nullable String> values;

  /**
   * @param values numbers as the engine writes them; null where there is none
   */
  Figures(List<@Nullable String> values) {
    this.values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** A count, which is never absent. */
  long count(int index) {
    String value = values.get(index);
    return value == null ? 0 : new BigDecimal(value).longValueExact();
  }

  /** A number as the engine writes it, which may be {@code NaN}; null when there is none. */
  @Nullable String text(int index) {
    return values.get(index);
  }
}
