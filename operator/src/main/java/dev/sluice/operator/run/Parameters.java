package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.Parameter;
import dev.sluice.api.v1alpha1.PipelineRunSpec;
import dev.sluice.api.v1alpha1.Variable;
import dev.sluice.operator.Reasons;
import dev.sluice.operator.graph.Problem;
import dev.sluice.operator.graph.StepId;
import dev.sluice.operator.graph.Variables;
import dev.sluice.operator.kube.Revisions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether the parameters that are declared, set and used go together. */
public final class Parameters {

  private Parameters() {}

  /** What is wrong with the variables that steps use, or null. */
  public static @Nullable Problem check(Blueprint blueprint) {
    Set<String> known = names(blueprint);
    for (String variable : blueprint.variables()) {
      boolean ok =
          variable.startsWith("params.")
              ? known.contains(variable.substring("params.".length()))
              : variable.equals("run.date") || variable.equals("run.name");
      if (!ok) {
        return new Problem(
            Reasons.UNKNOWN_PARAMETER,
            users(blueprint, variable)
                + " $("
                + variable
                + "), which does not exist. There are: run.date, run.name"
                + (known.isEmpty() ? "" : ", params." + String.join(", params.", known))
                + ". Declare it in spec.params of the pipeline, or write $$("
                + variable
                + ") for the text itself.");
      }
    }
    return null;
  }

  /** Which steps use a variable. */
  private static String users(Blueprint blueprint, String variable) {
    List<String> steps =
        blueprint
            .graph()
            .steps()
            .filter(
                step ->
                    Variables.in(Revisions.tree(blueprint.graph().spec(step))).contains(variable))
            .map(StepId::toString)
            .sorted()
            .toList();
    return String.join(", ", steps) + (steps.size() == 1 ? " uses" : " use");
  }

  /** What is wrong with the values that a run sets, or null. */
  static @Nullable Problem check(PipelineRunSpec run, Blueprint blueprint) {
    Set<String> known = names(blueprint);
    Set<String> set = new TreeSet<>();
    for (Variable param : run.params()) {
      if (!known.contains(param.name())) {
        return new Problem(
            Reasons.UNKNOWN_PARAMETER,
            "spec.params sets "
                + param.name()
                + ", which the pipeline does not declare. It declares: "
                + (known.isEmpty() ? "none" : String.join(", ", known))
                + ".");
      }
      set.add(param.name());
    }
    for (Parameter param : blueprint.params()) {
      if (param.defaultValue() == null && !set.contains(param.name())) {
        return new Problem(
            Reasons.MISSING_PARAMETER,
            "spec.params must set " + param.name() + ", which has no default in the pipeline.");
      }
    }
    return check(blueprint);
  }

  private static Set<String> names(Blueprint blueprint) {
    Set<String> names = new TreeSet<>();
    blueprint.params().forEach(param -> names.add(param.name()));
    return names;
  }
}
