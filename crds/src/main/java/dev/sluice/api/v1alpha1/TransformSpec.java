package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query or a program, what it reads and what it writes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.output) != has(self.outputs)",
    message = "a Transform writes either output, or outputs with a name each")
@ValidationRule(
    value =
        "[has(self.sql), has(self.python), has(self.jar), has(self.outputs) && self.outputs.exists(o, has(o.sql))].filter(x, x).size() == 1",
    message =
        "a Transform is exactly one of sql, python and jar; with outputs, sql stands in each of them")
@ValidationRule(
    value = "!has(self.sql) || !has(self.outputs)",
    message = "sql goes with output: with outputs, give each of them a sql of its own")
@ValidationRule(
    value =
        "!has(self.outputs) || !self.outputs.exists(o, has(o.sql)) || self.outputs.all(o, has(o.sql))",
    message = "outputs: every output needs a sql of its own")
@ValidationRule(
    value = "!has(self.engine) || self.engine == 'Spark' || !has(self.python) && !has(self.jar)",
    message = "engine DuckDB runs sql only: leave engine out for python and jar")
public record TransformSpec(
    @JsonPropertyDescription("Datasets that the query reads, each under a name of its own.")
        @Required
        @Size(min = 1, max = 32)
        @ValidationRule(
            value = "self.all(i, self.exists_one(j, j.name == i.name))",
            message =
                "inputs: two inputs have the same name; the query could not tell them apart, so rename one")
        List<TransformInput> inputs,
    @JsonPropertyDescription(
            "What runs the queries. Spark: Spark SQL, Python and jars, for data of any size. DuckDB: SQL only, for data of up to some ten million rows, with a quarter of the memory; see docs/transforms.md for how the dialects differ. Default: Spark.")
        @Nullable TransformEngine engine,
    @JsonPropertyDescription(
            "One SELECT in the dialect of the engine. Inputs are views of their names; variables are replaced before it runs.")
        @Size(min = 1, max = 32768)
        @Nullable String sql,
    @JsonPropertyDescription("PySpark, in place of sql.") @Nullable PythonCode python,
    @JsonPropertyDescription("A Spark job in a jar, in place of sql.") @Nullable JarCode jar,
    @JsonPropertyDescription("Where the rows go; they are written as Parquet.")
        @Nullable TransformOutput output,
    @JsonPropertyDescription(
            "Several outputs, in place of output. Each is a dataset of its own; each becomes visible whole or not at all.")
        @Size(min = 1, max = 16)
        @ValidationRule(
            value = "self.all(o, self.exists_one(p, p.name == o.name))",
            message = "outputs: two outputs have the same name; readers could not tell them apart")
        @ValidationRule(
            value =
                "self.all(o, self.exists_one(p, p.objectStore == o.objectStore && p.path == o.path))",
            message = "outputs: two outputs have the same path; each is a folder of its own")
        List<NamedOutput> outputs,
    @JsonPropertyDescription(SluiceApi.RETRY) @Nullable Retry retry,
    @JsonPropertyDescription(SluiceApi.TIMEOUT)
        @Size(min = 1, max = 20)
        @ValidationRule(value = SluiceApi.DURATION_RULE, message = SluiceApi.DURATION_MESSAGE)
        @Nullable String timeout,
    @JsonPropertyDescription(SluiceApi.PENDING_TIMEOUT)
        @Size(min = 1, max = 20)
        @ValidationRule(value = SluiceApi.DURATION_RULE, message = SluiceApi.DURATION_MESSAGE)
        @Nullable String pendingTimeout,
    @JsonPropertyDescription(SluiceApi.SERVICE_ACCOUNT)
        @ValidationRule(value = SluiceApi.OBJECT_NAME_RULE, message = SluiceApi.OBJECT_NAME_MESSAGE)
        @Size(min = 1, max = 253)
        @Nullable String serviceAccountName,
    @JsonPropertyDescription(SluiceApi.RESOURCES) @Nullable Resources resources,
    @JsonPropertyDescription(SluiceApi.POD) @Nullable PodOptions pod,
    @JsonPropertyDescription(SluiceApi.REPORT_STORE)
        @ValidationRule(value = SluiceApi.REFERENCE_RULE, message = SluiceApi.REFERENCE_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String reportStore,
    @JsonPropertyDescription(SluiceApi.ON_CHANGE) @Nullable OnChange onChange)
    implements StepSpec {
  public TransformSpec {
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
  }
}
