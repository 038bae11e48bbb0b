package dev.sluice.warehouse.athena;

import java.util.Locale;
import java.util.Map;

/** What Athena's SQL calls the types of manifests, which Glue has under the same names. */
final class AthenaTypes {

  private static final Map<String, String> RENAMED =
      Map.of("int", "INTEGER", "float", "REAL", "string", "VARCHAR", "binary", "VARBINARY");

  private AthenaTypes() {}

  /** Nested types keep the name that they have. */
  static String ofQueries(String type) {
    return type.indexOf('<') >= 0
        ? type
        : RENAMED.getOrDefault(type, type.toUpperCase(Locale.ROOT));
  }
}
