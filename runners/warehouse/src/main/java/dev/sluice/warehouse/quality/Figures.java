package dev.sluice.warehouse.quality;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the metrics of a check came to, in their order. */
final class Figures {

  private final List<@Nullable Long> values;

  Figures(List<@Nullable Long> values) {
    this.values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** A count, which is never absent. */
  long count(int index) {
    Long value = values.get(index);
    return value == null ? 0 : value;
  }

  /** A value that may be absent. */
  @Nullable Long value(int index) {
    return values.get(index);
  }

  List<@Nullable Long> all() {
    return values;
  }
}
