package dev.sluice.dbt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.WarehouseConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which tables each model, seed and snapshot that was built read, by {@code manifest.json}.
 */
final class ModelLineage {

  private static final Logger log = LoggerFactory.getLogger(ModelLineage.class);
  private static final Set<String> BUILT = Set.of("model", "seed", "snapshot");
  private static final Set<String> SECTIONS = Set.of("nodes", "sources");

  private final WarehouseConnection warehouse;
  private final Map<String, Relation> relations = new HashMap<>();

  private ModelLineage(WarehouseConnection warehouse) {
    this.warehouse = warehouse;
  }

  /** What the manifest says about a node; what is no table has no schema. */
  private record Relation(
      @Nullable String database, @Nullable String schema, String table, List<String> parents) {}

  /** It is a by-product: what cannot be read is left out, and the step goes on. */
  static void tell(
      StepContext context, WarehouseConnection warehouse, Path target, List<NodeResult> nodes) {
    try {
      context.lineage(read(warehouse, target, nodes));
    } catch (IOException e) {
      log.warn("The lineage of the models is not known: {}", e.toString());
    }
  }

  /**
   * One part for each node that was built.
   *
   * @param target folder with the manifest
   */
  static Lineage read(WarehouseConnection warehouse, Path target, List<NodeResult> nodes)
      throws IOException {
    List<NodeResult> built =
        nodes.stream()
            .filter(node -> BUILT.contains(node.type()))
            .filter(node -> node.status() == NodeResult.Status.PASSED)
            .toList();
    Path manifest = target.resolve("manifest.json");
    ModelLineage lineage = new ModelLineage(warehouse);
    if (!built.isEmpty() && Files.exists(manifest)) {
      lineage.read(manifest);
    }
    return new Lineage(List.of(), List.of(), built.stream().map(lineage::part).toList());
  }

  private Lineage.Part part(NodeResult node) {
    Set<String> parents = new LinkedHashSet<>();
    tables(node.id(), parents);
    Relation own = relations.get(node.id());
    return new Lineage.Part(
        node.name(),
        parents.stream().map(relations::get).map(this::dataset).toList(),
        own == null || own.schema() == null
            ? List.of()
            : List.of(dataset(own).with(node.rows() == null ? -1 : node.rows(), null)));
  }

  /** An ephemeral model is no table: its reader reads what it reads. */
  private void tables(String id, Set<String> found) {
    Relation relation = relations.get(id);
    if (relation == null) {
      return;
    }
    for (String parent : relation.parents()) {
      Relation read = relations.get(parent);
      if (read != null && read.schema() != null) {
        found.add(parent);
      } else {
        tables(parent, found);
      }
    }
  }

  private Lineage.Dataset dataset(Relation relation) {
    return Lineage.Dataset.table(
        warehouse, relation.database(), String.valueOf(relation.schema()), relation.table());
  }

  /** As a stream: the manifest of a large project has hundreds of megabytes. */
  private void read(Path manifest) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(manifest.toFile())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = SECTIONS.contains(parser.currentName());
        if (parser.nextToken() == JsonToken.START_OBJECT && wanted) {
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String id = parser.currentName();
            parser.nextToken();
            relations.put(id, relation(parser));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  private static Relation relation(JsonParser parser) throws IOException {
    String database = null;
    String schema = null;
    String table = "";
    boolean exists = false;
    List<String> parents = List.of();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        switch (field) {
          case "database" -> database = parser.getText();
          case "schema" -> schema = parser.getText();
          case "alias", "identifier" -> table = parser.getText();
          // What has no name in the warehouse, such as an ephemeral model or a test, is no table.
          case "relation_name" -> exists = true;
          default -> {}
        }
      } else if (value == JsonToken.START_OBJECT && field.equals("depends_on")) {
        parents = parents(parser);
      } else {
        parser.skipChildren();
      }
    }
    return new Relation(database, exists ? schema : null, table, parents);
  }

  private static List<String> parents(JsonParser parser) throws IOException {
    List<String> parents = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals("nodes");
      if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
          parents.add(parser.getText());
        }
      } else {
        parser.skipChildren();
      }
    }
    return parents;
  }
}
