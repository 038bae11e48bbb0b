package dev.sluice.operator.it;

/** Short resources for tests. */
final class Yaml {

  private Yaml() {}

  static final String STORE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ObjectStore
      metadata: {name: lake}
      spec: {bucket: lake}
      ---
      """;

  static final String WAREHOUSE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: Warehouse
      metadata: {name: warehouse}
      spec: {duckdb: {claimName: warehouse}}
      ---
      """;

  static String transform(String name, String from, String sql) {
    String input =
        from.isEmpty()
            ? "{name: raw, from: {datasetIngest: source}, format: {parquet: {}}}"
            : "{name: raw, from: {transform: " + from + "}}";
    return """
      apiVersion: sluice.dev/v1alpha1
      kind: Transform
      metadata: {name: %1$s}
      spec:
        inputs: [%2$s]
        sql: %3$s
        output: {objectStore: lake, path: %1$s}
        retry: {limit: 1, backoff: {initial: 1s}}
      ---
      """
        .formatted(name, input, sql);
  }

  static final String INGEST =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: DatasetIngest
      metadata: {name: source}
      spec:
        sources: [{http: {url: "https://example.org/data.parquet"}}]
        output: {objectStore: lake, path: source}
      ---
      """;

  static String load(String name, String from) {
    return """
      apiVersion: sluice.dev/v1alpha1
      kind: WarehouseLoad
      metadata: {name: %1$s}
      spec: {from: {transform: %2$s}, warehouse: warehouse, table: raw.%1$s, mode: Replace}
      ---
      """
        .formatted(name, from);
  }

  static String pipeline(String name, String spec) {
    return """
      apiVersion: sluice.dev/v1alpha1
      kind: Pipeline
      metadata: {name: %s}
      spec: %s
      ---
      """
        .formatted(name, spec);
  }

  static String run(String name, String spec) {
    return """
      apiVersion: sluice.dev/v1alpha1
      kind: PipelineRun
      metadata: {name: %s}
      spec: %s
      ---
      """
        .formatted(name, spec);
  }

  /** source -> a -> b, applied at once. */
  static String chain(String more) {
    return pipeline(
            "p", "{steps: [{datasetIngest: source}, {transform: a}, {transform: b}]" + more + "}")
        + transform("b", "a", "SELECT 1")
        + transform("a", "", "SELECT 1")
        + INGEST
        + STORE;
  }
}
