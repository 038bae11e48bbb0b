package dev.sluice.warehouse;

import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import dev.sluice.sql.TableName;
import dev.sluice.warehouse.load.Warehouse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which data a load read, and which table it wrote. */
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

  private Lineage.Dataset table(String warehouse, String name) {
    TableName table = TableName.parse(name);
    return Lineage.Dataset.table(request.warehouse(warehouse), null, table.schema(), table.table());
  }
}
