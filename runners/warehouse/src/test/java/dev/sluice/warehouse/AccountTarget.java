package dev.sluice.warehouse;

import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.StoredObject;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.WarehouseConnection;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real account, in which the conformance suite keeps to a schema, and a folder of a bucket, of
 * its own. A variable of the environment names a JSON file with the connection and, where the
 * warehouse reads files by itself, the store that it can read; both as in a runner's request.
 */
final class AccountTarget implements ConformanceTarget {

  private final ConformanceTarget warehouse;
  private final Cleaning cleaning;
  private final String schema;
  private final Optional<StoreConnection> store;

  /** The content of the file. */
  record Account(WarehouseConnection warehouse, @Nullable StoreConnection store) {

    static Account of(String variable) throws IOException {
      return Json.MAPPER.readValue(new File(System.getenv(variable)), Account.class);
    }
  }

  /** Drops a schema, and what Sluice's own schema says about it. */
  interface Cleaning {
    void drop(String schema) throws Exception;
  }

  AccountTarget(ConformanceTarget warehouse, Account account, Cleaning cleaning) {
    this.warehouse = warehouse;
    this.cleaning = cleaning;
    this.schema = "sluice_test_" + UUID.randomUUID().toString().substring(0, 8);
    this.store = Optional.ofNullable(account.store()).map(s -> below(s, schema));
  }

  private static StoreConnection below(StoreConnection store, String folder) {
    return new StoreConnection(
        store.bucket(),
        store.prefix() + folder + "/",
        store.region(),
        store.endpoint(),
        store.pathStyle(),
        store.accessKeyIdFile(),
        store.secretAccessKeyFile());
  }

  @Override
  public String name() {
    return warehouse.name();
  }

  @Override
  public WarehouseConnection connection() {
    return warehouse.connection();
  }

  @Override
  public Optional<StoreConnection> store() {
    return store;
  }

  @Override
  public String schema() {
    return schema;
  }

  @Override
  public List<List<String>> rows(String query) throws Exception {
    return warehouse.rows(query);
  }

  @Override
  public List<List<String>> typeRows() {
    return warehouse.typeRows();
  }

  @Override
  public boolean takesSeveralWriters() {
    return warehouse.takesSeveralWriters();
  }

  @Override
  public void close() throws Exception {
    try {
      cleaning.drop(schema);
      store.ifPresent(AccountTarget::empty);
    } finally {
      warehouse.close();
    }
  }

  private static void empty(StoreConnection connection) {
    try (ObjectStore objects = ObjectStore.connect(connection)) {
      objects.delete(objects.list("").stream().map(StoredObject::path).toList());
    }
  }
}
