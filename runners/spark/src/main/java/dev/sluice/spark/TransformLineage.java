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
  private final Map<Input, StructType> schemas;

  /**
   * @param schemas of the inputs as the query saw them
   */
  TransformLineage(StepRequest request, Map<Input, StructType> schemas) {
    this.request = request;
    this.schemas = schemas;
  }

  Lineage of(List<OutputRows> outputs, Map<TransformStep.Output, Manifest> manifests) {
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
    List<Lineage.Dataset> written = new ArrayList<>();
    for (OutputRows output : outputs) {
      Manifest manifest = manifests.get(output.output());
      if (manifest != null) {
        written.add(
            Lineage.Dataset.stored(
                    request.store(output.output().target().store()),
                    output.output().target().path())
                .with(columns(output.rows(), inputs))
                .with(manifest.rows(), manifest.bytes()));
      }
    }
    return Lineage.of(List.copyOf(inputs.values()), written);
  }

  private static List<Lineage.Field> columns(
      Dataset<Row> rows, Map<String, Lineage.Dataset> inputs) {
    List<List<Lineage.Source>> sources =
        new ColumnSources(inputs).of(rows.queryExecution().analyzed());
    List<Lineage.Field> columns = new ArrayList<>();
    for (Lineage.Field field : fields(rows.schema())) {
      columns.add(new Lineage.Field(field.name(), field.type(), sources.get(columns.size())));
    }
    return columns;
  }

  private static List<Lineage.Field> fields(StructType schema) {
    List<Lineage.Field> fields = new ArrayList<>();
    for (StructField field : schema.fields()) {
      fields.add(new Lineage.Field(field.name(), field.dataType().catalogString()));
    }
    return fields;
  }
}
