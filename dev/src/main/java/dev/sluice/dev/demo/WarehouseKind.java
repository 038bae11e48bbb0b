package dev.sluice.dev.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What examples load into. */
public enum WarehouseKind {
  DUCKDB,
  POSTGRESQL,
  SNOWFLAKE;

  /** Reads WAREHOUSE; without it: DuckDB. */
  public static WarehouseKind of(Map<String, String> environment) {
    String name = environment.getOrDefault("WAREHOUSE", "");
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name.isEmpty() ? "duckdb" : name))
        .findFirst()
        .orElseThrow(
            () ->
                new DemoFailure(
                    "WAREHOUSE="
                        + name
                        + " is no warehouse that the demo can start; there are: "
                        + Arrays.stream(values())
                            .map(WarehouseKind::toString)
                            .collect(Collectors.joining(", "))));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
