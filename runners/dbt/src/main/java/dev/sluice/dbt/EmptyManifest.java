package dev.sluice.dbt;

/** The manifest of a project without any node, as dbt 1.8 and newer read it. */
final class EmptyManifest {

  static final String JSON =
      """
      {"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"},
       "nodes": {}, "sources": {}, "macros": {}, "docs": {}, "exposures": {}, "metrics": {},
       "groups": {}, "selectors": {}, "disabled": {}, "parent_map": {}, "child_map": {},
       "group_map": {}, "saved_queries": {}, "semantic_models": {}, "unit_tests": {}}
      """;

  private EmptyManifest() {}
}
