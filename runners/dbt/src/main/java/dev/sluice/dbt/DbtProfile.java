package dev.sluice.dbt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.protocol.ModelStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code profiles.yml} that connects a project with the warehouse of its ModelRun. Secrets are
 * not in it: it names variables of dbt's own environment, whose values dbt keeps out of its logs.
 *
 * @param name of the profile, as the project calls it
 * @param target the one target that the profile has
 * @param output how dbt's adapter connects
 * @param secrets values of the variables that {@code output} names
 */
record DbtProfile(
    String name, String target, Map<String, Object> output, Map<String, String> secrets) {

  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .build());

  DbtProfile {
    output = Map.copyOf(output);
    secrets = Map.copyOf(secrets);
  }

  /**
   * The profile for a step.
   *
   * @param scratch folder for what the database spills to disk
   */
  static DbtProfile of(
      ModelStep step, WarehouseConnection warehouse, String profile, RunContext run, Path scratch) {
    Map<String, Object> output = new LinkedHashMap<>();
    output.put("schema", step.schema());
    output.put("threads", step.threads());
    Secrets secrets = new Secrets(step.warehouse());
    if (warehouse.duckdb() != null) {
      output.putAll(duckdb(step, warehouse.duckdb(), scratch));
    } else if (warehouse.postgresql() != null) {
      output.putAll(PostgresqlProfile.of(warehouse.postgresql(), secrets, scratch));
    } else if (warehouse.snowflake() != null) {
      output.putAll(SnowflakeProfile.of(warehouse.snowflake(), run, secrets));
    } else if (warehouse.redshift() != null) {
      output.putAll(RedshiftProfile.of(warehouse.redshift(), run, secrets));
    } else {
      throw new StepFailure.Crash(
          "Warehouse " + step.warehouse() + " is of a kind that this dbt runner does not know.");
    }
    return new DbtProfile(profile, step.target(), output, secrets.values());
  }

  private static Map<String, Object> duckdb(
      ModelStep step, WarehouseConnection.DuckDb duckdb, Path scratch) {
    Path folder = Path.of(duckdb.file()).toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new StepFailure.UserError(
          "WarehouseUnusable",
          "Warehouse "
              + step.warehouse()
              + ": the folder of its database file "
              + duckdb.file()
              + " does not exist or cannot be written: check spec.duckdb of the Warehouse and the"
              + " volume behind it.");
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    // A date that is cut from a timestamp must not depend on where the pod runs.
    settings.put("TimeZone", "UTC");
    settings.put("temp_directory", scratch.resolve("duckdb-spill").toString());
    return Map.of("type", "duckdb", "path", duckdb.file(), "settings", settings);
  }

  /** As the text of the file. */
  String yaml() throws JsonProcessingException {
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("target", target);
    profile.put("outputs", Map.of(target, new TreeMap<>(output)));
    return YAML.writeValueAsString(Map.of(name, profile));
  }
}
