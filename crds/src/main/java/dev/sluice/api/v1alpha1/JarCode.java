package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A jar with a main class that reads views and leaves views. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.s3) != has(self.imagePath)",
    message = "jar must be exactly one of s3 and imagePath")
public record JarCode(
    @JsonPropertyDescription("An object that is the jar.") @Nullable CodeObject s3,
    @JsonPropertyDescription("Absolute path of the jar in the image of the pod.")
        @ValidationRule(
            value = SluiceApi.ABSOLUTE_PATH_RULE,
            message = SluiceApi.ABSOLUTE_PATH_MESSAGE)
        @Size(min = 2, max = 512)
        @Nullable String imagePath,
    @JsonPropertyDescription(
            "Class whose main method is called. SparkSession.builder().getOrCreate() gives it the session, in which inputs are views of their names; the outputs are the temporary views that it leaves under their names, or under the name output when there is one output only.")
        @Required
        @ValidationRule(
            value = "self.matches('^[A-Za-z_$][A-Za-z0-9_$]*([.][A-Za-z_$][A-Za-z0-9_$]*)*$')",
            message = "mainClass must be the full name of a class, such as com.example.MovieFacts")
        @Size(min = 1, max = 256)
        String mainClass,
    @JsonPropertyDescription(
            "Arguments of the main method. Variables such as $(run.date) are replaced.")
        @Size(max = 32)
        List<@Size(max = 1024) String> arguments) {
  public JarCode {
    arguments = arguments == null ? List.of() : List.copyOf(arguments);
  }
}
