package dev.sluice.quality;

import java.util.List;

/**
 * An order in which values must not fall.
 *
 * @param orderBy columns that say which row comes after which
 * @param groupBy columns whose values separate rows that are not compared
 * @param strictly whether equal values are wrong, too
 */
public record Order(String column, List<String> orderBy, List<String> groupBy, boolean strictly) {
  public Order {
    orderBy = List.copyOf(orderBy);
    groupBy = List.copyOf(groupBy);
  }
}
