package dev.sluice.quality;

import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.sql.TableName;
import java.util.List;
import java.util.stream.Stream;

/** Says which data checks read, and where its rows went. */
final class CheckLineage {

  private final StepRequest request;
  private final QualityStep step;
  private final StepContext context;

  CheckLineage(StepRequest request, QualityStep step, StepContext context) {
    this.request = request;
    this.step = step;
    this.context = context;
  }

  /** What is checked, and what it is compared with. */
  void read() {
    context.lineage(Lineage.of(read(step), List.of()));
  }

  /** The same, with the datasets that the rows were split into. */
  void done() {
    QualityStep.Split split = step.split();
    List<Lineage.Dataset> written =
        split == null
            ? List.of()
            : Stream.of(split.passed(), split.quarantine())
                .map(to -> Lineage.Dataset.stored(request.store(to.store()), to.path()))
                .toList();
    context.lineage(Lineage.of(read(step), written));
  }

  private List<Lineage.Dataset> read(QualityStep step) {
    return step.subjects().stream().map(this::subject).toList();
  }

  private Lineage.Dataset subject(QualityStep.Subject subject) {
    QualityStep.Table table = subject.table();
    if (table != null) {
      TableName name = TableName.parse(table.name());
      return Lineage.Dataset.table(
          request.warehouse(table.warehouse()), null, name.schema(), name.table());
    }
    DatasetRef dataset = subject.dataset();
    if (dataset == null) {
      throw new StepFailure.Crash("The request names neither a dataset nor a table to check.");
    }
    return Lineage.Dataset.stored(request.store(dataset.store()), dataset.path());
  }
}
