package dev.sluice.warehouse;

import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.warehouse.load.Warehouse;
import dev.sluice.warehouse.sql.Column;
import dev.sluice.warehouse.sql.SqlFailure;
import dev.sluice.warehouse.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which data a load or a check read, and which table a load wrote. */
final class TableLineage {

  private static final Logger log = LoggerFactory.getLogger(TableLineage.class);

  private final StepRequest request;
  private final StepContext context;

  TableLineage(StepRequest request, StepContext context) {
    this.request = request;
    this.context = context;
  }

  /** The rows are committed: nothing that goes wrong here may make the load a failure. */
  void ofLoad(
      LoadStep step,
      Snapshot snapshot,
      List<Column> read,
      Warehouse warehouse,
      StepResult.@Nullable Results results) {
    Lineage.Dataset input = snapshot.lineage(request.store(step.from().store()));
    if (input.fields().isEmpty()) {
      // No manifest says the columns of CSV or foreign Parquet: the warehouse found them.
      input = input.with(read.stream().map(c -> new Lineage.Field(c.name(), c.type())).toList());
    }
    Lineage.Dataset output =
        table(step.warehouse(), step.table())
            .with(results == null || results.rows() == null ? -1 : results.rows(), null)
            .with(columns(warehouse, TableName.parse(step.table()), input));
    context.lineage(Lineage.of(List.of(input), List.of(output)));
  }

  private static List<Lineage.Field> columns(
      Warehouse warehouse, TableName table, Lineage.Dataset input) {
    List<Lineage.Field> fields = new ArrayList<>();
    try {
      for (Column column : warehouse.columns(table)) {
        List<Lineage.Source> sources =
            input.fields().stream()
                .filter(field -> field.name().equalsIgnoreCase(column.name()))
                .map(field -> new Lineage.Source(input.namespace(), input.name(), field.name()))
                .toList();
        fields.add(new Lineage.Field(column.name(), column.type(), sources));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SqlFailure | StepFailure e) {
      log.warn("The columns of {} are not known to the lineage: {}", table, e.getMessage());
    }
    return fields;
  }

  /**
   * What is checked, and what it is compared with.
   *
   * @param done whether the rows are split already
   */
  void ofChecks(QualityStep step, boolean done) {
    List<Lineage.Dataset> read =
        Stream.concat(
                Stream.of(step.on()),
                step.checks().stream()
                    .filter(check -> check.relationships() != null)
                    .map(check -> check.relationships().to()))
            .distinct()
            .map(this::subject)
            .toList();
    QualityStep.Split split = done ? step.split() : null;
    List<Lineage.Dataset> written =
        split == null
            ? List.of()
            : Stream.of(split.passed(), split.quarantine())
                .map(to -> Lineage.Dataset.stored(request.store(to.store()), to.path()))
                .toList();
    context.lineage(Lineage.of(read, written));
  }

  private Lineage.Dataset subject(QualityStep.Subject subject) {
    QualityStep.Table table = subject.table();
    if (table != null) {
      return table(table.warehouse(), table.name());
    }
    DatasetRef dataset = subject.dataset();
    if (dataset == null) {
      throw new StepFailure.Crash("The request names neither a dataset nor a table to check.");
    }
    return Lineage.Dataset.stored(request.store(dataset.store()), dataset.path());
  }

  private Lineage.Dataset table(String warehouse, String name) {
    TableName table = TableName.parse(name);
    return Lineage.Dataset.table(request.warehouse(warehouse), null, table.schema(), table.table());
  }
}
