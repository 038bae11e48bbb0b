package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python file with a function that turns DataFrames into DataFrames. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.content), has(self.configMap), has(self.s3), has(self.imagePath)].filter(x, x).size() == 1",
    message = "python must be exactly one of content, configMap, s3 and imagePath")
public record PythonCode(
    @JsonPropertyDescription("The Python file itself. Variables such as $(run.date) are replaced.")
        @Size(min = 1, max = 32768)
        @Nullable String content,
    @JsonPropertyDescription("A key of a ConfigMap that holds the Python file.")
        @Nullable ConfigMapKey configMap,
    @JsonPropertyDescription("An object that is the Python file.") @Nullable CodeObject s3,
    @JsonPropertyDescription(
            "Absolute path of the Python file in the image of the pod; modules beside it can be imported.")
        @ValidationRule(
            value = SluiceApi.ABSOLUTE_PATH_RULE,
            message = SluiceApi.ABSOLUTE_PATH_MESSAGE)
        @Size(min = 2, max = 512)
        @Nullable String imagePath,
    @JsonPropertyDescription(
            "Name of the function. It is called with the SparkSession, a dict of DataFrames by the names of the inputs, and the arguments; it returns a DataFrame, or with outputs a dict of DataFrames by their names. Default: transform.")
        @ValidationRule(value = SluiceApi.IDENTIFIER_RULE, message = SluiceApi.IDENTIFIER_MESSAGE)
        @Size(min = 1, max = 63)
        @Nullable String function,
    @JsonPropertyDescription(
            "Keyword arguments of the function, all of them texts. Variables such as $(run.date) are replaced.")
        @Size(max = 32)
        @ValidationRule(
            value = "self.all(a, self.exists_one(b, b.name == a.name))",
            message = "python.arguments: two arguments have the same name; keep one")
        List<Variable> arguments) {
  public PythonCode {
    arguments = arguments == null ? List.of() : List.copyOf(arguments);
  }
}
