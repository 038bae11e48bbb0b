package dev.sluice.dev.demo;

import dev.sluice.dev.cluster.LocalCluster;
import dev.sluice.dev.node.Images;
import dev.sluice.dev.node.LocalNode;
import dev.sluice.dev.process.AtEnd;
import dev.sluice.dev.process.BundledScript;
import dev.sluice.dev.process.Folders;
import dev.sluice.dev.store.LocalStore;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that Sluice runs on, and Sluice itself, started on this machine. */
public final class Platform implements AutoCloseable {
  static final String NAMESPACE = "default";
  static final String LANDING = "landing";

  static final String LAKE = "lake";
  private static final BundledScript DBT =
      new BundledScript("python", List.of("venv", "requirements-dbt.txt"));

  private final Path root;
  private final WarehouseKind kind;
  private final Path state;
  private final Timeline timeline;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final AtEnd end = AtEnd.run("stop-platform", this::stop);
  private LocalCluster cluster;
  private LocalStore store;
  private LocalNode node;
  private OperatorProcess operator;
  private DemoWarehouse warehouse;
  private Path dbt;

  @SuppressWarnings("NullAway.Init") // start() sets what is null, or fails.
  private Platform(Path root, WarehouseKind kind, PrintStream out) throws IOException {
    this.root = root;
    this.kind = kind;
    this.timeline = new Timeline(out);
    this.state =
        Files.createTempDirectory(
            "sluice-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Starts all parts, telling one line about each. */
  public static Platform start(Path root, WarehouseKind kind, PrintStream out) {
    try {
      Platform platform = new Platform(root, kind, out);
      try {
        platform.startAll();
        return platform;
      } catch (RuntimeException e) {
        platform.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startAll() {
    // What needs no cluster starts beside it.
    CompletableFuture<LocalStore> storing =
        CompletableFuture.supplyAsync(() -> LocalStore.start(state.resolve("store")));
    CompletableFuture<Path> installing =
        CompletableFuture.supplyAsync(() -> Path.of(DBT.run(List.of("dbt"))));
    CompletableFuture<DemoWarehouse> warehousing =
        CompletableFuture.supplyAsync(this::startWarehouse);
    CompletableFuture<Path> warming = CompletableFuture.supplyAsync(this::archives);

    cluster =
        timeline.step(
            "cluster",
            () -> opened(LocalCluster.start(state.resolve("cluster"))),
            LocalCluster::source);
    store =
        timeline.step(
            "store",
            () -> {
              LocalStore ready = opened(joined(storing));
              ready.createBucket(LANDING);
              ready.createBucket(LAKE);
              return ready;
            },
            ready -> "SeaweedFS on " + ready.endpoint() + ", buckets " + LANDING + " and " + LAKE);
    dbt = joined(installing);
    Path archives =
        timeline.step(
            "runners",
            () -> joined(warming),
            made -> "dbt in " + dbt + ", classes of the runners archived");
    CompletableFuture<LocalNode> noding =
        CompletableFuture.supplyAsync(
            () -> LocalNode.start(cluster.client(), images(archives), state.resolve("node")));
    warehouse = opened(joined(warehousing));
    timeline.step("resources", this::applyResources, kinds -> kinds);
    node =
        timeline.step(
            "node",
            () -> opened(joined(noding)),
            started -> "local: pods run as processes of this machine");
    operator =
        timeline.step(
            "operator",
            () -> opened(OperatorProcess.start(root, state, cluster)),
            process -> "process " + process.pid() + ", with its own rights only");
  }

  private DemoWarehouse startWarehouse() {
    return switch (kind) {
      case DUCKDB -> new DuckDbWarehouse((namespace, claim) -> node.claimFolder(namespace, claim));
      case POSTGRESQL -> PostgresqlWarehouse.start(root.resolve("sql/postgresql/01_roles.sql"));
      case SNOWFLAKE -> SnowflakeWarehouse.start();
    };
  }

  private <T extends AutoCloseable> T opened(T part) {
    synchronized (started) {
      started.push(part);
    }
    return part;
  }

  private static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw new DemoFailure(String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
    }
  }

  /**
   * The classes that the runners load, prepared once per build, so that their pods start faster.
   */
  private Path archives() {
    Path archives = root.resolve("dev/target/archives");
    warm("runners/spark/warm.sh", archives.resolve("spark.jsa"));
    warm("runners/warm.sh", archives);
    return archives;
  }

  private void warm(String script, Path target) {
    try {
      new Command(
              List.of("sh", root.resolve(script).toString(), target.toString()),
              Map.of("JAVA", java()),
              root)
          .run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Images images(Path archives) {
    return Images.read(
        root.resolve("dev/images.yaml"),
        Map.of(
            "root", root.toString(),
            "java", java(),
            "dbt", dbt.toString(),
            "httpfs", httpfs().toString(),
            "archives", archives.toString()));
  }

  /** DuckDB's httpfs extension lies within the Python package that brings it. */
  private Path httpfs() {
    try (Stream<Path> files =
        Files.find(
            dbt,
            12,
            (file, kind) -> file.getFileName().toString().equals("httpfs.duckdb_extension"))) {
      return files
          .findFirst()
          .orElseThrow(() -> new DemoFailure("No httpfs.duckdb_extension below " + dbt));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String applyResources() throws InterruptedException {
    kubectl("apply", "-f", root.resolve("crds").toString());
    kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all");
    apply(PlatformResources.operatorAccount());
    String connections = connect(NAMESPACE);
    // The rights that the chart grants too: nothing that works here fails there.
    kubectl(
        "apply",
        "--namespace",
        PlatformResources.OPERATOR_NAMESPACE,
        "-f",
        root.resolve("helm/sluice/files/rbac.yaml").toString());
    return "CRDs, the operator's rights, " + connections;
  }

  /** Makes the connections that an example expects in its namespace, and says which. */
  String connect(String namespace) throws InterruptedException {
    apply(
        PlatformResources.connections(
            namespace,
            List.of(LANDING, LAKE),
            prefix(namespace),
            store,
            warehouse.resources(namespace)));
    return "ObjectStores " + LANDING + " and " + LAKE + ", Warehouse warehouse (" + kind + ")";
  }

  /** What the keys of a namespace's objects begin with: namespaces share the buckets. */
  static String prefix(String namespace) {
    return namespace.equals(NAMESPACE) ? "" : namespace + "/";
  }

  private void apply(String yaml) throws InterruptedException {
    Path file = state.resolve("resources.yaml");
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    kubectl("apply", "-f", file.toString());
  }

  /** Runs kubectl as administrator and returns what it printed. */
  String kubectl(String... arguments) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of(cluster.kubectl().toString()));
    words.addAll(List.of(arguments));
    return new Command(words, Map.of("KUBECONFIG", cluster.kubeconfig().toString()), root).run();
  }

  LocalCluster cluster() {
    return cluster;
  }

  LocalStore store() {
    return store;
  }

  OperatorProcess operator() {
    return operator;
  }

  Timeline timeline() {
    return timeline;
  }

  Path state() {
    return state;
  }

  /** The interpreter that has DuckDB. */
  Path python() {
    return dbt.resolve("bin/python");
  }

  DemoWarehouse warehouse() {
    return warehouse;
  }

  /** What a person types to see what is there. */
  public List<String> howToLookAround() {
    return List.of(
        "export KUBECONFIG=" + cluster.kubeconfig(),
        "kubectl get sluice                        # everything that Sluice knows",
        "kubectl get pipelineruns -w               # runs as they go on",
        "kubectl describe pipelinerun NAME         # its tasks, one by one",
        "kubectl logs POD                          # of an attempt; `kubectl get pods` lists them",
        "warehouse:  "
            + warehouse.address(NAMESPACE)
            + warehouse.environment().entrySet().stream()
                .map(variable -> "  " + variable.getKey() + "=" + variable.getValue())
                .collect(Collectors.joining()),
        "store:      "
            + store.endpoint()
            + "  access key "
            + store.accessKey()
            + "  secret key in Secret lake-keys",
        "operator:   " + operator.log());
  }

  private void stop() {
    synchronized (started) {
      while (!started.isEmpty()) {
        try {
          started.pop().close();
        } catch (Exception e) {
          System.err.println("While stopping: " + e.getMessage());
        }
      }
    }
    Folders.delete(state);
  }

  @Override
  public void close() {
    end.close();
  }
}
