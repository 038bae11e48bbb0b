package dev.sluice.spark;

import dev.sluice.lake.Manifest;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.TransformStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Says what a transform read and wrote, down to the columns. */
final class TransformLineage {

  private final StepRequest request;
  private final TransformStep step;
  private final Map<Input, StructType> schemas;

  /**
   * @param schemas of the inputs as the query saw them
   */
  TransformLineage(StepRequest request, TransformStep step, Map<Input, StructType> schemas) {
    this.request = request;
    this.step = step;
    this.schemas = schemas;
  }

  Lineage of(Dataset<Row> rows, Manifest manifest) {
    Map<String, Lineage.Dataset> inputs = new LinkedHashMap<>();
    schemas.forEach(
        (input, schema) ->
            inputs.put(
                input.name(),
                Lineage.Dataset.stored(
                        request.store(input.snapshot().ref().store()),
                        input.snapshot().ref().path())
                    .with(fields(schema))
                    .with(input.snapshot().rows(), input.snapshot().bytes())));
    List<List<Lineage.Source>> sources =
        new ColumnSources(inputs).of(rows.queryExecution().analyzed());
    List<Lineage.Field> columns = new ArrayList<>();
    for (Lineage.Field field : fields(rows.schema())) {
      columns.add(new Lineage.Field(field.name(), field.type(), sources.get(columns.size())));
    }
    Lineage.Dataset output =
        Lineage.Dataset.stored(request.store(step.output().store()), step.output().path())
            .with(columns)
            .with(manifest.rows(), manifest.bytes());
    return Lineage.of(List.copyOf(inputs.values()), List.of(output));
  }

  private static List<Lineage.Field> fields(StructType schema) {
    List<Lineage.Field> fields = new ArrayList<>();
    for (StructField field : schema.fields()) {
      fields.add(new Lineage.Field(field.name(), field.dataType().catalogString()));
    }
    return fields;
  }
}
