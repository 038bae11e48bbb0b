package dev.sluice.dbt;

import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.WarehouseConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries the commands of a step out, one after another, and keeps what they leave. */
final class DbtExecution {

  private static final Logger log = LoggerFactory.getLogger(DbtExecution.class);

  private final ModelStep step;
  private final RunContext run;
  private final WarehouseConnection warehouse;
  private final StepContext context;
  private final DbtProject project;
  private final DbtProgram program;
  private final StepMemory memory;
  private final List<DbtCommand> commands;

  DbtExecution(
      ModelStep step,
      RunContext run,
      WarehouseConnection warehouse,
      StepContext context,
      DbtProject project,
      DbtProgram program,
      StepMemory memory) {
    this.step = step;
    this.run = run;
    this.warehouse = warehouse;
    this.context = context;
    this.project = project;
    this.program = program;
    this.memory = memory;
    this.commands = step.commands().stream().map(DbtCommand::of).toList();
  }

  /**
   * Runs to the end, or to the first command that fails.
   *
   * @param origin where the project is from; null when the spec alone says it
   */
  StepResult run(@Nullable String origin) throws IOException, InterruptedException {
    Path scratch = context.scratch();
    Path state = state(scratch.resolve("state"));
    String digest = ProjectDigest.of(step, project.folder());
    Continuation earlier =
        Continuation.of(memory, commands, run, digest, scratch.resolve("earlier"), state);
    DbtOptions options =
        new DbtOptions(step, project.profile(), DbtVars.json(run.date(), step.vars()), state);
    BuildRecord record = new BuildRecord(project.name(), origin, earlier.nodes());
    Artifacts artifacts = new Artifacts(context, program.target(), commands.size());
    int last = 0;
    try {
      for (int i = 0; i < commands.size(); i++) {
        DbtCommand command = commands.get(i);
        if (earlier.isDone(i, command)) {
          log.info("dbt {} was done by an earlier attempt.", command.text());
          continue;
        }
        context.phase("dbt-" + command.slug());
        artifacts.discardOld();
        Path results = earlier.results(i, command);
        List<String> arguments = results == null ? options.of(command) : options.retry(results);
        DbtInvocation invocation = program.run(arguments, context);
        record.add(command, invocation, artifacts.collect(command));
        last = command.executes() ? i : last;
        if (invocation.exitCode() != 0) {
          last = i;
          break;
        }
        if (command == DbtCommand.DOCS_GENERATE) {
          record.documented(memory.keepDocs(program.target()));
        }
      }
    } finally {
      context.report(record.report());
      ModelLineage.tell(context, warehouse, program.target(), record.nodes());
    }
    context.phase("collect");
    keep(record, artifacts, digest, last);
    return record.result(step);
  }

  private @Nullable Path state(Path folder) throws IOException {
    String stateOf = step.selection().stateOf();
    if (stateOf == null) {
      return null;
    }
    memory.lastSuccess(stateOf, folder);
    return folder;
  }

  private void keep(BuildRecord record, Artifacts artifacts, String digest, int command)
      throws IOException {
    if (!artifacts.worthKeeping()) {
      return;
    }
    Memory.About about =
        new Memory.About(
            run.name(),
            run.uid(),
            run.date(),
            run.attempt(),
            run.fencingToken(),
            digest,
            command,
            record.nodes());
    memory.keepNewest(about, artifacts.kept());
    if (record.succeeded()) {
      memory.keepSuccess(about, artifacts.kept());
    }
  }
}
