package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.DatasetIngestSpec;
import dev.sluice.api.v1alpha1.DbtProject;
import dev.sluice.api.v1alpha1.GitProject;
import dev.sluice.api.v1alpha1.HttpSource;
import dev.sluice.api.v1alpha1.IngestOutput;
import dev.sluice.api.v1alpha1.IngestSource;
import dev.sluice.api.v1alpha1.ModelRunSpec;
import dev.sluice.api.v1alpha1.ModelState;
import dev.sluice.api.v1alpha1.NotificationSpec;
import dev.sluice.api.v1alpha1.QualityCheckSpec;
import dev.sluice.api.v1alpha1.S3Source;
import dev.sluice.api.v1alpha1.SecretKeyReference;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.TransformSpec;
import dev.sluice.api.v1alpha1.Variable;
import dev.sluice.api.v1alpha1.WarehouseLoadSpec;
import dev.sluice.operator.OperatorConfig;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.Task;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.TransformStep;
import io.fabric8.kubernetes.api.model.KeyToPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the request of an attempt: its step with all variables, references and connections
 * resolved.
 */
final class Requests {

  private final Attempt attempt;
  private final OperatorConfig config;
  private final UsedConnections used;
  private final References references;

  Requests(Attempt attempt, Connections connections, OperatorConfig config) {
    this.attempt = attempt;
    this.config = config;
    this.used = new UsedConnections(attempt, connections);
    this.references = new References(attempt, used);
  }

  /** A request cannot be made, for a reason that a user can mend. */
  static final class Unresolved extends RuntimeException {
    private final transient Problem problem;

    Unresolved(String reason, String message) {
      super(message);
      this.problem = new Problem(reason, message);
    }

    Problem problem() {
      return problem;
    }
  }

  Mounts mounts() {
    return used.mounts();
  }

  /** Connections with limited parallelism, as {@code warehouse/name} or {@code store/name}. */
  List<String> limited() {
    return used.limited();
  }

  /**
   * The request.
   *
   * @throws Unresolved when something it refers to is missing
   */
  StepRequest build() {
    StepSpec spec = references.resolve(attempt.task().step(), attempt.spec());
    IngestStep ingest = null;
    TransformStep transform = null;
    QualityStep quality = null;
    LoadStep load = null;
    ModelStep model = null;
    NotifyStep notification = null;
    if (spec instanceof DatasetIngestSpec s) {
      ingest = ingest(s);
    } else if (spec instanceof TransformSpec s) {
      transform = transform(s);
    } else if (spec instanceof QualityCheckSpec s) {
      quality = new QualityRequest(attempt, used, references).of(s);
    } else if (spec instanceof WarehouseLoadSpec s) {
      load = load(s);
    } else if (spec instanceof ModelRunSpec s) {
      model = model(s);
    } else if (spec instanceof NotificationSpec s) {
      notification = new Notices(attempt, config, used.mounts(), references).step(s);
    }
    ReportTarget report = references.report(attempt.task(), attempt.number());
    RunContext run =
        new RunContext(
            attempt.namespace(),
            attempt.owner().getName(),
            attempt.owner().getUid(),
            attempt.task().name(),
            attempt.date(),
            attempt.number(),
            attempt.fencingToken());
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        run,
        used.stores(),
        used.warehouses(),
        report,
        ingest,
        transform,
        quality,
        load,
        model,
        notification,
        null);
  }

  private IngestStep ingest(DatasetIngestSpec spec) {
    List<IngestStep.Source> sources = new ArrayList<>();
    for (IngestSource source : spec.sources()) {
      sources.add(source(source));
    }
    return new IngestStep(
        sources, target(attempt.task(), spec.output()), config.blockedAddresses());
  }

  private IngestStep.Source source(IngestSource source) {
    IngestStep.Http http = null;
    HttpSource from = source.http();
    if (from != null) {
      SecretKeyReference token = from.bearerTokenSecretRef();
      String file = token == null ? null : used.mounts().key(token);
      http = new IngestStep.Http(from.url(), file);
    }
    IngestStep.S3 s3 = null;
    if (source.s3() != null) {
      used.store(source.s3().objectStore());
      s3 = new IngestStep.S3(source.s3().objectStore(), source.s3().key(), source.s3().prefix());
    }
    IngestStep.Unpack unpack =
        source.unpack() == null
            ? IngestStep.Unpack.NONE
            : IngestStep.Unpack.valueOf(source.unpack().name());
    return new IngestStep.Source(
        http, s3, unpack, source.include(), source.fileName(), source.sha256());
  }

  private DatasetTarget target(Task task, IngestOutput output) {
    used.store(output.objectStore());
    return new DatasetTarget(
        task.name(), output.objectStore(), output.path(), output.partitionBy());
  }

  private TransformStep transform(TransformSpec spec) {
    List<TransformStep.Input> inputs =
        spec.inputs().stream()
            .map(i -> new TransformStep.Input(i.name(), references.dataset(i.from(), i.format())))
            .toList();
    return new TransformRequest(attempt.task().name(), used).of(spec, inputs);
  }

  private LoadStep load(WarehouseLoadSpec spec) {
    used.warehouse(spec.warehouse());
    return new LoadStep(
        attempt.task().name(),
        references.dataset(spec.from(), spec.format()),
        spec.warehouse(),
        spec.table(),
        LoadStep.Mode.valueOf(spec.mode().name()),
        spec.keys(),
        spec.sliceColumn() == null ? DatasetTarget.RUN_DATE : spec.sliceColumn(),
        spec.onSchemaChange() == null
            ? LoadStep.SchemaChange.FAIL
            : LoadStep.SchemaChange.valueOf(spec.onSchemaChange().name()),
        spec.setupSql());
  }

  private ModelStep model(ModelRunSpec spec) {
    used.warehouse(spec.warehouse());
    Map<String, String> vars = new LinkedHashMap<>();
    for (Variable variable : spec.vars()) {
      vars.put(variable.name(), variable.value());
    }
    String stateOf = spec.stateOf() == null ? attempt.task().step().name() : spec.stateOf();
    return new ModelStep(
        spec.warehouse(),
        spec.schema() == null ? "main" : spec.schema(),
        project(spec.project()),
        spec.commands().isEmpty() ? List.of("build") : spec.commands(),
        new ModelStep.Selection(
            spec.select(),
            spec.exclude(),
            spec.selector(),
            spec.state() == ModelState.LAST_SUCCESS ? stateOf : null,
            Boolean.TRUE.equals(spec.defer())),
        vars,
        spec.target() == null ? "prod" : spec.target(),
        spec.threads() == null ? 4 : spec.threads(),
        Boolean.TRUE.equals(spec.fullRefresh()));
  }

  private ModelStep.Project project(DbtProject project) {
    if (project.configMap() != null) {
      String folder =
          used.mounts()
              .project(
                  project.configMap().name(),
                  project.configMap().items().stream()
                      .map(item -> new KeyToPath(item.key(), null, item.path()))
                      .toList());
      return new ModelStep.Project(folder, List.of(), null, null);
    }
    if (project.image() != null) {
      return new ModelStep.Project(project.image().path(), List.of(), null, null);
    }
    if (project.s3() != null) {
      S3Source s3 = project.s3();
      used.store(s3.objectStore());
      return new ModelStep.Project(
          null,
          List.of(),
          new ModelStep.StoredProject(s3.objectStore(), s3.key(), s3.prefix()),
          null);
    }
    if (project.git() != null) {
      GitProject git = project.git();
      String credentials =
          git.credentials() == null
              ? null
              : used.mounts().secret("git", git.credentials().secretRef().name(), List.of());
      return new ModelStep.Project(
          null,
          List.of(),
          null,
          new ModelStep.GitProject(
              git.url(), git.ref(), git.subdirectory(), credentials, config.blockedAddresses()));
    }
    return new ModelStep.Project(
        null,
        project.files().stream()
            .map(file -> new ModelStep.ProjectFile(file.path(), file.content()))
            .toList(),
        null,
        null);
  }
}
