package dev.sluice.operator.run;

import dev.sluice.api.v1alpha1.Parameter;
import dev.sluice.operator.graph.Graph;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run executes, pinned: the graph with the specs of one moment.
 *
 * @param revision name of the ControllerRevision that holds it
 * @param subject what is run: the name of a pipeline, or {@code kind/name} of a step
 * @param params parameters that a run may set
 * @param reportStore object store for reports of steps that touch none
 * @param variables variables that the steps use
 */
public record Blueprint(
    String revision,
    String subject,
    Graph graph,
    List<Parameter> params,
    @Nullable String reportStore,
    Set<String> variables) {

  public Blueprint {
    params = List.copyOf(params);
    variables = Set.copyOf(variables);
  }
}
