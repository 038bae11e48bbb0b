package dev.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClientUtils;
import java.lang.reflect.Member;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event as the specification has it: by the classes that OpenLineage generates from its
 * JSON schema; the schema itself is in no package that we know. A property that the schema does not
 * name, a value of another form and a required property that is missing are errors.
 */
final class StrictEvents {

  /** What the schema requires, by the property that holds the object; "" is the event. */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("", List.of("eventTime", "producer", "schemaURL", "eventType", "run", "job")),
          Map.entry("run", List.of("runId")),
          Map.entry("job", List.of("namespace", "name")),
          Map.entry("inputs", List.of("namespace", "name")),
          Map.entry("outputs", List.of("namespace", "name")),
          Map.entry("nominalTime", List.of("_producer", "_schemaURL", "nominalStartTime")),
          Map.entry("parent", List.of("_producer", "_schemaURL", "run", "job")),
          Map.entry("root", List.of("run", "job")),
          Map.entry(
              "errorMessage", List.of("_producer", "_schemaURL", "message", "programmingLanguage")),
          Map.entry("jobType", List.of("_producer", "_schemaURL", "processingType", "integration")),
          Map.entry("schema", List.of("_producer", "_schemaURL")),
          Map.entry("columnLineage", List.of("_producer", "_schemaURL", "fields")),
          Map.entry("inputFields", List.of("namespace", "name", "field")),
          Map.entry("inputStatistics", List.of("_producer", "_schemaURL")),
          Map.entry("outputStatistics", List.of("_producer", "_schemaURL")));

  private static final ObjectMapper MAPPER =
      OpenLineageClientUtils.newObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .setAnnotationIntrospector(new NoPlaceForTheUnknown());

  private StrictEvents() {}

  /** The generated classes keep unknown properties; here only names of columns are free. */
  private static final class NoPlaceForTheUnknown extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Boolean hasAnySetter(Annotated annotated) {
      return annotated.getAnnotated() instanceof Member member
              && !member
                  .getDeclaringClass()
                  .equals(OpenLineage.ColumnLineageDatasetFacetFields.class)
          ? Boolean.FALSE
          : super.hasAnySetter(annotated);
    }
  }

  static OpenLineage.RunEvent read(String json) throws Exception {
    JsonNode tree = MAPPER.readTree(json);
    requireAll("", tree, json);
    OpenLineage.RunEvent event = MAPPER.treeToValue(tree, OpenLineage.RunEvent.class);
    assertThat(MAPPER.readTree(OpenLineageClientUtils.toJson(event)))
        .as("nothing is lost")
        .isEqualTo(tree);
    return event;
  }

  private static void requireAll(String holder, JsonNode node, String json) {
    if (node.isArray()) {
      node.forEach(element -> requireAll(holder, element, json));
      return;
    }
    for (String name : REQUIRED.getOrDefault(holder, List.of())) {
      assertThat(node.hasNonNull(name)).as("%s of %s in %s", name, holder, json).isTrue();
    }
    node.properties()
        .forEach(
            property -> {
              JsonNode value = Objects.requireNonNull(property.getValue());
              if (value.isContainerNode()) {
                requireAll(property.getKey(), value, json);
              }
            });
  }
}
