package dev.sluice.dev.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What examples load into. */
public enum WarehouseKind {
  DUCKDB("dbt"),
  POSTGRESQL("dbt"),
  SNOWFLAKE("dbt-warehouses");

  private final String dbt;

  WarehouseKind(String dbt) {
    this.dbt = dbt;
  }

  /** Name of the Python environment that has dbt's adapter for it. */
  String dbt() {
    return dbt;
  }

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
