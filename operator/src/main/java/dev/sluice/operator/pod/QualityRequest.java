package dev.sluice.operator.pod;

import dev.sluice.api.v1alpha1.Athena;
import dev.sluice.api.v1alpha1.CheckOutput;
import dev.sluice.api.v1alpha1.QualityCheckSpec;
import dev.sluice.api.v1alpha1.Quarantine;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.QualityStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the part of a request that is about checks. */
final class QualityRequest {

  private final Attempt attempt;
  private final UsedConnections used;
  private final References references;

  QualityRequest(Attempt attempt, UsedConnections used, References references) {
    this.attempt = attempt;
    this.used = used;
    this.references = references;
  }

  QualityStep of(QualityCheckSpec spec) {
    List<QualityStep.Check> checks = Checks.of(spec.checks(), references::subject);
    boolean compares =
        checks.stream().anyMatch(c -> c.figure() != null && c.figure().comparesWithHistory());
    return new QualityStep(
        references.subject(spec.from()),
        checks,
        compares ? history() : null,
        split(spec),
        athena(spec.athena()));
  }

  private QualityStep.@Nullable Athena athena(@Nullable Athena athena) {
    if (athena == null) {
      return null;
    }
    used.store(athena.results().objectStore());
    return new QualityStep.Athena(
        athena.database(),
        athena.workGroup() == null ? "primary" : athena.workGroup(),
        athena.results().objectStore(),
        athena.results().path(),
        athena.endpoint());
  }

  private QualityStep.@Nullable Split split(QualityCheckSpec spec) {
    CheckOutput output = spec.output();
    Quarantine quarantine = spec.quarantine();
    if (output == null || quarantine == null) {
      return null;
    }
    used.store(output.objectStore());
    used.store(quarantine.objectStore());
    String name = attempt.task().name();
    return new QualityStep.Split(
        new DatasetTarget(name, output.objectStore(), output.path(), output.partitionBy()),
        new DatasetTarget(
            name + ".quarantine",
            quarantine.objectStore(),
            quarantine.path(),
            output.partitionBy()),
        quarantine.maxPercent() == null ? null : quarantine.maxPercent().toPlainString());
  }

  /** Beside the reports of runs, in a folder that no run can have: names have no underscore. */
  private QualityStep.History history() {
    return new QualityStep.History(
        references.report(attempt.task(), attempt.number()).store(),
        "_sluice/" + attempt.namespace() + "/_history/" + attempt.task().name() + ".json");
  }
}
