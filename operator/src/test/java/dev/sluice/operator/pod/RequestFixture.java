package dev.sluice.operator.pod;

import dev.sluice.operator.OperatorConfig;
import dev.sluice.protocol.StepRequest;
import java.util.Map;

/** Requests of steps that use stores and warehouses of every kind. */
final class RequestFixture {
  private RequestFixture() {}

  static final OperatorConfig CONFIG =
      OperatorConfig.of(
          Map.of(
              "SLUICE_BLOCKED_ADDRESSES",
              "10.0.0.0/8",
              "SLUICE_WEBHOOK_BLOCKED_ADDRESSES",
              "192.168.0.0/16"));

  static final FakeConnections CONNECTIONS =
      new FakeConnections()
          .withStore("lake", "{bucket: films, prefix: team}")
          .withStore("source", "{bucket: source, endpoint: 'https://s3.example.com'}")
          .withWarehouse("duck", "{duckdb: {claimName: warehouse, file: films.duckdb}}")
          .withWarehouse(
              "server",
              "{postgresql: {host: db, database: marts, credentials: {secretRef: {name: pg}}}}")
          .withWarehouse(
              "verified",
              "{postgresql: {host: db.example.com, port: 6432, database: marts, sslMode: VerifyFull,"
                  + " caSecretRef: {name: pg-ca, key: ca.crt}, credentials: {secretRef: {name: pg}}}}")
          .withWarehouse(
              "plain",
              "{postgresql: {host: db, database: marts, sslMode: Disable,"
                  + " credentials: {secretRef: {name: pg}}}}")
          .withWarehouse("keyed", snowflake("keyPair: {secretRef: {name: snow}}"))
          .withWarehouse("bearer", snowflake("oauth: {secretRef: {name: snow}}"))
          .withWarehouse("workload", snowflake("workloadIdentity: {audience: snow.example}"))
          .withWarehouse("worded", snowflake("password: {secretRef: {name: snow}}"))
          .withWarehouse(
              "red",
              "{redshift: {host: red.example.com, database: analytics, iamRole: default,"
                  + " credentials: {secretRef: {name: red-loader}}}}")
          .withWarehouse(
              "iam",
              "{redshift: {host: red.example.com, database: analytics, iamRole: default,"
                  + " iam: {cluster: analytics, user: loader, region: eu-central-1}}}");

  private static String snowflake(String auth) {
    return "{snowflake: {account: myorg-main, user: SLUICE, role: LOADER, warehouse: LOADING,"
        + " database: ANALYTICS, storageIntegration: LAKE, endpoint: 'https://sf.example.com',"
        + " auth: {"
        + auth
        + "}}}";
  }

  static StepRequest request(String steps, String kind, String name) {
    return new Requests(Attempts.of(Attempts.RAW + steps, kind, name, 2), CONNECTIONS, CONFIG)
        .build();
  }

  static Requests loadInto(String warehouse) {
    return new Requests(
        Attempts.of(
            Attempts.RAW
                + "- {kind: WarehouseLoad, name: l, spec: {from: {datasetIngest: raw}, warehouse: "
                + warehouse
                + ", table: raw.films, mode: Replace}}",
            "warehouseLoad",
            "l",
            2),
        CONNECTIONS,
        CONFIG);
  }
}
