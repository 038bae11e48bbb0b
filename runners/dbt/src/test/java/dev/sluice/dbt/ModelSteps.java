package dev.sluice.dbt;

import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.ModelStep.ProjectFile;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StoreConnection;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds model steps and requests for tests. */
final class ModelSteps {

  static final RunContext RUN =
      new RunContext("default", "nightly", "uid-1", "marts", "2026-11-21", 1, 1);

  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<String, String> vars = new LinkedHashMap<>();
  private @Nullable String directory;
  private List<String> commands = List.of("build");
  private List<String> select = List.of();
  private List<String> exclude = List.of();
  private boolean fullRefresh;
  private @Nullable String selector;
  private @Nullable String stateOf;
  private boolean defer;
  private String schema = "marts";
  private ModelStep.@Nullable StoredProject stored;
  private ModelStep.@Nullable GitProject git;

  private ModelSteps() {}

  /** A step with a project that has no models yet. */
  static ModelSteps project() {
    return new ModelSteps().withFile("dbt_project.yml", "name: shop\nprofile: shop\n");
  }

  static ModelSteps mounted(Path directory) {
    ModelSteps steps = new ModelSteps();
    steps.directory = directory.toString();
    return steps;
  }

  static ModelSteps stored(@Nullable String key, @Nullable String prefix) {
    ModelSteps steps = new ModelSteps();
    steps.stored = new ModelStep.StoredProject("lake", key, prefix);
    return steps;
  }

  static ModelSteps git(ModelStep.GitProject project) {
    ModelSteps steps = new ModelSteps();
    steps.git = project;
    return steps;
  }

  ModelSteps withFile(String path, String content) {
    files.put(path, content);
    return this;
  }

  ModelSteps withModel(String name, String sql) {
    return withFile("models/" + name + ".sql", sql);
  }

  ModelSteps withVar(String name, String value) {
    vars.put(name, value);
    return this;
  }

  ModelSteps withCommands(String... values) {
    commands = List.of(values);
    return this;
  }

  ModelSteps withSelect(String... values) {
    select = List.of(values);
    return this;
  }

  ModelSteps withExclude(String... values) {
    exclude = List.of(values);
    return this;
  }

  ModelSteps withFullRefresh() {
    fullRefresh = true;
    return this;
  }

  ModelSteps withSelector(String value) {
    selector = value;
    return this;
  }

  ModelSteps withSchema(String value) {
    schema = value;
    return this;
  }

  /** Compared with the last success of a step. */
  ModelSteps comparedWith(String step) {
    stateOf = step;
    return this;
  }

  ModelSteps withDefer() {
    defer = true;
    return this;
  }

  ModelStep step() {
    List<ProjectFile> project = new ArrayList<>();
    files.forEach((path, content) -> project.add(new ProjectFile(path, content)));
    boolean inline = directory == null && stored == null && git == null;
    return new ModelStep(
        "warehouse",
        schema,
        new ModelStep.Project(directory, inline ? project : List.of(), stored, git),
        commands,
        new ModelStep.Selection(select, exclude, selector, stateOf, defer),
        vars,
        "prod",
        2,
        fullRefresh);
  }

  StepRequest on(Path database) {
    return on(database, RUN, Map.of(), null);
  }

  StepRequest on(
      Path database,
      RunContext run,
      Map<String, StoreConnection> stores,
      @Nullable ReportTarget report) {
    return on(
        WarehouseConnection.of(new WarehouseConnection.DuckDb(database.toString())),
        run,
        stores,
        report);
  }

  StepRequest on(WarehouseConnection warehouse) {
    return on(warehouse, RUN, Map.of(), null);
  }

  private StepRequest on(
      WarehouseConnection warehouse,
      RunContext run,
      Map<String, StoreConnection> stores,
      @Nullable ReportTarget report) {
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        run,
        stores,
        Map.of("warehouse", warehouse),
        report,
        null,
        null,
        null,
        null,
        step(),
        null,
        null);
  }
}
