package dev.sluice.notify;

import dev.sluice.protocol.Lineage;
import io.openlineage.client.OpenLineage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Datasets as OpenLineage has them, with columns, where these come from, and sizes. */
final class LineageDatasets {

  private final OpenLineage ol;

  LineageDatasets(OpenLineage ol) {
    this.ol = ol;
  }

  OpenLineage.InputDataset input(Lineage.Dataset dataset) {
    OpenLineage.InputDatasetInputFacets facets =
        dataset.rows() == null && dataset.bytes() == null
            ? null
            : ol.newInputDatasetInputFacetsBuilder()
                .inputStatistics(
                    ol.newInputStatisticsInputDatasetFacet(dataset.rows(), dataset.bytes(), null))
                .build();
    return ol.newInputDataset(
        dataset.namespace(),
        dataset.name(),
        ol.newDatasetFacetsBuilder().schema(schema(dataset)).build(),
        facets);
  }

  OpenLineage.OutputDataset output(Lineage.Dataset dataset) {
    OpenLineage.OutputDatasetOutputFacets facets =
        dataset.rows() == null && dataset.bytes() == null
            ? null
            : ol.newOutputDatasetOutputFacetsBuilder()
                .outputStatistics(
                    ol.newOutputStatisticsOutputDatasetFacet(dataset.rows(), dataset.bytes(), null))
                .build();
    return ol.newOutputDataset(
        dataset.namespace(),
        dataset.name(),
        ol.newDatasetFacetsBuilder()
            .schema(schema(dataset))
            .columnLineage(columns(dataset))
            .build(),
        facets);
  }

  private OpenLineage.@Nullable SchemaDatasetFacet schema(Lineage.Dataset dataset) {
    if (dataset.fields().isEmpty()) {
      return null;
    }
    return ol.newSchemaDatasetFacet(
        dataset.fields().stream()
            .map(f -> ol.newSchemaDatasetFacetFields(f.name(), f.type(), null, null))
            .toList());
  }

  private OpenLineage.@Nullable ColumnLineageDatasetFacet columns(Lineage.Dataset dataset) {
    OpenLineage.ColumnLineageDatasetFacetFieldsBuilder fields =
        ol.newColumnLineageDatasetFacetFieldsBuilder();
    boolean known = false;
    for (Lineage.Field field : dataset.fields()) {
      if (field.sources().isEmpty()) {
        continue;
      }
      known = true;
      List<OpenLineage.InputField> sources =
          field.sources().stream()
              .map(
                  s ->
                      ol.newInputFieldBuilder()
                          .namespace(s.namespace())
                          .name(s.name())
                          .field(s.field())
                          .build())
              .toList();
      fields.put(
          field.name(), ol.newColumnLineageDatasetFacetFieldsAdditional(sources, null, null));
    }
    return known ? ol.newColumnLineageDatasetFacet(fields.build(), null) : null;
  }
}
