package dev.sluice.dbt;

import dev.sluice.lake.StoreReportSink;
import dev.sluice.protocol.AddressPolicy;
import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.Runner;
import dev.sluice.protocol.RunnerMain;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Executes a {@link ModelStep}: each of its dbt commands once, as a child process.
 *
 * <p>dbt commits model by model, and building a model again replaces it. So an attempt that died
 * leaves whole models only. The next one goes on after the nodes that failed when dbt could still
 * say which ones they are; otherwise it simply runs all commands again.
 */
public final class DbtRunner implements Runner {

  /** Environment variable that names the dbt program; without it, {@code dbt} on the PATH. */
  static final String PROGRAM = "SLUICE_DBT";

  private final Map<String, String> environment;

  /**
   * @param environment names the program, and is what dbt sees
   */
  DbtRunner(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  public static void main(String[] args) {
    AddressPolicy.enforce();
    RunnerMain.main(new DbtRunner(System.getenv()), new StoreReportSink());
  }

  @Override
  public StepResult run(StepRequest request, StepContext context) throws Exception {
    ModelStep step = request.model();
    if (step == null) {
      throw new StepFailure.Crash("The dbt runner was given a request without a model step.");
    }
    WarehouseConnection warehouse = request.warehouse(step.warehouse());
    List<DbtCommand> commands = step.commands().stream().map(DbtCommand::of).toList();

    context.phase("prepare");
    Path scratch = context.scratch();
    Path folder = scratch.resolve("project");
    String origin = new ProjectSource(request, context).fetch(step.project(), folder);
    DbtProject project = DbtProject.read(folder);
    project.requirePackages(commands);
    Path profiles = Files.createDirectories(scratch.resolve("profiles"));
    DbtProfile profile = DbtProfile.of(step, warehouse, project.profile(), request.run(), scratch);
    Files.writeString(profiles.resolve("profiles.yml"), profile.yaml());
    Map<String, String> seen = new HashMap<>(environment);
    seen.putAll(profile.secrets());

    DbtProgram program =
        new DbtProgram(environment.getOrDefault(PROGRAM, "dbt"), folder, profiles, scratch, seen);
    try (StepMemory memory = StepMemory.of(request, context)) {
      return new DbtExecution(step, request.run(), warehouse, context, project, program, memory)
          .run(origin);
    }
  }
}
