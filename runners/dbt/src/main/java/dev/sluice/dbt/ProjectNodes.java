package dev.sluice.dbt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code manifest.json} says about some nodes. It is read as a stream: the manifest of a large
 * project has hundreds of megabytes, of which these are a few hundred bytes.
 */
final class ProjectNodes {

  private static final Set<String> SECTIONS = Set.of("nodes", "sources", "unit_tests");

  private ProjectNodes() {}

  /**
   * A node.
   *
   * @param name without package
   * @param column that a column test is about
   * @param file within the project
   */
  record Node(String name, @Nullable String column, String file) {}

  /** The nodes with these ids, as far as the manifest has them. */
  static Map<String, Node> read(Path manifest, Set<String> ids) throws IOException {
    Map<String, Node> nodes = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(manifest.toFile())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = SECTIONS.contains(parser.currentName());
        if (parser.nextToken() == JsonToken.START_OBJECT && wanted) {
          section(parser, ids, nodes);
        } else {
          parser.skipChildren();
        }
      }
    }
    return nodes;
  }

  private static void section(JsonParser parser, Set<String> ids, Map<String, Node> nodes)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String id = parser.currentName();
      parser.nextToken();
      if (ids.contains(id)) {
        nodes.put(id, node(parser));
      } else {
        parser.skipChildren();
      }
    }
  }

  private static Node node(JsonParser parser) throws IOException {
    String name = "";
    String column = null;
    String file = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
      if (text && field.equals("name")) {
        name = parser.getText();
      } else if (text && field.equals("column_name")) {
        column = parser.getText();
      } else if (text && field.equals("original_file_path")) {
        file = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    return new Node(name, column, file);
  }
}
