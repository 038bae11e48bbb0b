package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerationInfo;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Generates the CustomResourceDefinitions from the API types. */
public final class CrdFiles {

  /** All kinds, with the sentence that {@code kubectl explain} shows for each. */
  static final Map<Class<? extends HasMetadata>, String> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put(
        ObjectStore.class,
        "ObjectStore is an S3 bucket, or a part of one, that steps read and write.");
    KINDS.put(Warehouse.class, "Warehouse is a database that steps load, check and model.");
    KINDS.put(
        DatasetIngest.class,
        "DatasetIngest copies sources (http, https, s3) as they are into an ObjectStore, as a"
            + " dataset that other steps read.");
    KINDS.put(
        Transform.class, "Transform turns datasets into a dataset with one query of Spark SQL.");
    KINDS.put(
        QualityCheck.class,
        "QualityCheck states what must hold for a dataset or a warehouse table. In a pipeline the"
            + " readers of that data wait for it, and are skipped when it fails.");
    KINDS.put(WarehouseLoad.class, "WarehouseLoad loads a dataset into a table of a Warehouse.");
    KINDS.put(ModelRun.class, "ModelRun runs the commands of a dbt project against a Warehouse.");
    KINDS.put(
        Notification.class,
        "Notification tells another system how a run of a Pipeline ended: a webhook, Power BI, which"
            + " refreshes its data, or OpenLineage. It is named in finally.");
    KINDS.put(
        Pipeline.class,
        "Pipeline says which steps belong together and when they run. What comes before what"
            + " follows from the data that the steps read.");
    KINDS.put(
        PipelineRun.class,
        "PipelineRun is one execution of a Pipeline, or of one step, for one logical date. It uses"
            + " the specs of the moment in which it starts. Only spec.desiredState can be changed.");
  }

  /** What {@code kubectl explain KIND.spec} says first. */
  private static final Map<String, String> SPECS =
      Map.of(
          "ObjectStore", "Where the bucket is and how it is reached.",
          "Warehouse", "Which database it is and how it is reached.",
          "DatasetIngest", "The sources, the dataset that they become, and how the step runs.",
          "Transform", "The query, what it reads and writes, and how the step runs.",
          "QualityCheck", "The data, the checks that must hold for it, and how the step runs.",
          "WarehouseLoad", "The dataset, its table, and how the step runs.",
          "ModelRun", "The dbt project, its warehouse, and how the step runs.",
          "Notification", "Who is told, when, and how the step runs.",
          "Pipeline",
              "The steps that belong together, their parameters, and what starts a run of them.",
          "PipelineRun",
              "What is run, for which date and with which parameters. Nothing but desiredState can be"
                  + " changed later.");

  private static final Set<String> AMOUNTS = Set.of("cpu", "memory", "ephemeral-storage");

  /**
   * Lists that a status writer replaces whole; granular managed fields would cost the API server.
   */
  private static final List<String> ATOMIC =
      List.of("tasks", "failedAttempts", "failedChecks", "conditions");

  private CrdFiles() {}

  /** YAML by file name. */
  static Map<String, String> generate() {
    Map<String, ByteArrayOutputStream> raw = new TreeMap<>();
    CRDGenerationInfo info =
        new CRDGenerator()
            .customResourceClasses(KINDS.keySet())
            .forCRDVersions("v1")
            .withParallelGenerationEnabled(false)
            .withOutput(
                new CRDGenerator.AbstractCRDOutput<>() {
                  @Override
                  protected OutputStream createStreamFor(String name) {
                    return raw.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                  }

                  @Override
                  public java.net.URI crdURI(String name) {
                    return java.net.URI.create("file:///" + name);
                  }
                })
            .detailedGenerate();
    if (info.numberOfGeneratedCRDs() != KINDS.size()) {
      throw new IllegalStateException("Not every kind was generated.");
    }
    Map<String, String> files = new TreeMap<>();
    raw.values()
        .forEach(
            bytes -> {
              ObjectNode crd =
                  Serialization.unmarshal(bytes.toString(StandardCharsets.UTF_8), ObjectNode.class);
              finish(crd);
              String plural = crd.at("/spec/names/plural").asText();
              files.put(plural + ".yaml", Serialization.asYaml(crd));
            });
    return files;
  }

  private static void finish(ObjectNode crd) {
    ObjectNode names = (ObjectNode) crd.at("/spec/names");
    names.putArray("categories").add(SluiceApi.CATEGORY);
    String kind = names.get("kind").asText();
    ObjectNode version = (ObjectNode) crd.at("/spec/versions/0");
    ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
    KINDS.forEach(
        (type, description) -> {
          if (type.getSimpleName().equals(kind)) {
            schema.put("description", description);
            orderColumns((ArrayNode) version.get("additionalPrinterColumns"), type);
          }
        });
    ObjectNode spec = (ObjectNode) schema.at("/properties/spec");
    spec.put("description", SPECS.get(kind));
    ((ObjectNode) schema.at("/properties/status"))
        .put("description", "What Sluice found; written by the operator only.");
    if (kind.equals("WarehouseLoad")) {
      // The generator takes the accessor setupSql() for a setter, and loses what bounds its items.
      ((ObjectNode) spec.at("/properties/setupSql/items"))
          .put("minLength", 1)
          .put("maxLength", 8192);
    }
    schema.putArray("required").add("spec");
    version.putObject("subresources").putObject("status");
    completeStatus(schema.at("/properties/status"));
    tidy(schema);
  }

  /** The generator sorts columns by name; people want them as they were declared. */
  private static void orderColumns(ArrayNode columns, Class<?> type) {
    Map<String, JsonNode> byName = new HashMap<>();
    columns.forEach(column -> byName.put(column.get("name").asText(), column));
    columns.removeAll();
    for (AdditionalPrinterColumn declared :
        type.getAnnotationsByType(AdditionalPrinterColumn.class)) {
      columns.add(byName.get(declared.name()));
    }
  }

  /** Drops rules that the generator found twice (on a component and on its accessor). */
  private static void tidy(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      if (object.get("x-kubernetes-validations") instanceof ArrayNode rules) {
        Set<JsonNode> once = new LinkedHashSet<>();
        rules.forEach(once::add);
        rules.removeAll().addAll(once);
      }
      for (String bound : List.of("minimum", "maximum")) {
        if (object.path(bound).isDouble()) {
          object.put(bound, object.get(bound).asLong());
        }
      }
    }
    for (String amounts : List.of("requests", "limits")) {
      JsonNode properties = schema.at("/resources/properties/" + amounts + "/properties");
      properties.properties().stream()
          .filter(amount -> AMOUNTS.contains(amount.getKey()))
          .forEach(amount -> allowWholeNumber((ObjectNode) amount.getValue()));
    }
    schema.forEach(CrdFiles::tidy);
  }

  /** People write {@code cpu: 2}, which is no text in YAML; pods accept it. */
  private static void allowWholeNumber(ObjectNode amount) {
    amount.remove("type");
    amount.put("x-kubernetes-int-or-string", true);
    ArrayNode types = amount.putArray("anyOf");
    types.addObject().put("type", "integer");
    types.addObject().put("type", "string");
  }

  private static void completeStatus(JsonNode status) {
    JsonNode properties = status.get("properties");
    for (String list : ATOMIC) {
      JsonNode schema = properties.get(list);
      if (schema != null) {
        ((ObjectNode) schema).put("x-kubernetes-list-type", "atomic");
      }
    }
    JsonNode condition = properties.at("/conditions/items");
    if (condition.isObject()) {
      describeCondition((ObjectNode) condition);
    }
  }

  /** The words of the Kubernetes API conventions: the client's own type carries none. */
  private static void describeCondition(ObjectNode condition) {
    ObjectNode properties = (ObjectNode) condition.get("properties");
    Map.of(
            "type", "Type of the condition, such as Ready or Succeeded.",
            "status", "True, False or Unknown.",
            "reason", "Why, as one CamelCase word; listed in docs/reference.md.",
            "message", "Why, for a person.",
            "lastTransitionTime", "When status changed last.",
            "observedGeneration", "Generation of the spec that the condition is about.")
        .forEach((field, text) -> ((ObjectNode) properties.get(field)).put("description", text));
    ((ObjectNode) properties.get("message")).put("maxLength", 1024);
    condition
        .putArray("required")
        .add("type")
        .add("status")
        .add("lastTransitionTime")
        .add("reason")
        .add("message");
  }
}
