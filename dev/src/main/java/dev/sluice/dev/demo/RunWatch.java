package dev.sluice.dev.demo;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Follows the runs of a namespace until there is nothing left to wait for. */
final class RunWatch implements AutoCloseable {
  private static final String API = "sluice.dev/v1alpha1";
  private static final Duration FIRST_RUN_WITHIN = Duration.ofSeconds(60);
  private static final long REDRAW_MILLIS = 500;

  private final SharedIndexInformer<GenericKubernetesResource> runs;
  private final SharedIndexInformer<GenericKubernetesResource> pipelines;

  RunWatch(KubernetesClient client, String namespace) {
    runs = client.genericKubernetesResources(API, "PipelineRun").inNamespace(namespace).inform();
    pipelines = client.genericKubernetesResources(API, "Pipeline").inNamespace(namespace).inform();
  }

  List<RunView> runs() {
    return runs.getStore().list().stream()
        .sorted(Comparator.comparing(run -> run.getMetadata().getCreationTimestamp()))
        .map(RunView::of)
        .toList();
  }

  /** Shows the runs as they go on and returns when all that was to be started has ended. */
  List<RunView> awaitEnd(Display display, OperatorProcess operator) throws InterruptedException {
    Instant start = Instant.now();
    while (true) {
      List<RunView> now = runs();
      display.show(now);
      if (!now.isEmpty() && now.stream().allMatch(RunView::isOver) && nothingDue()) {
        display.end();
        return now;
      }
      operator.requireAlive();
      if (now.isEmpty() && Instant.now().isAfter(start.plus(FIRST_RUN_WITHIN))) {
        throw new DemoFailure(
            "No run started within " + FIRST_RUN_WITHIN.toSeconds() + " s.\n" + whyNot());
      }
      // The informers bring news; this is how often the clock on the screen moves.
      Thread.sleep(REDRAW_MILLIS);
    }
  }

  /** Whether every pipeline has had its run for what it is now. */
  private boolean nothingDue() {
    return pipelines.getStore().list().stream()
        .filter(pipeline -> !"None".equals(pipeline.get("spec", "onChange")))
        .allMatch(
            pipeline ->
                Objects.equals(
                    pipeline.get("status", "revision"),
                    pipeline.get("status", "triggeredRevision")));
  }

  private String whyNot() {
    return pipelines.getStore().list().stream()
        .map(
            pipeline ->
                "Pipeline "
                    + pipeline.getMetadata().getName()
                    + ": "
                    + RunView.condition(pipeline, "Ready")
                        .map(RunWatch::inWords)
                        .orElse("has no status; is the operator running?"))
        .collect(Collectors.joining("\n"));
  }

  private static String inWords(Map<?, ?> condition) {
    return "Ready="
        + condition.get("status")
        + " "
        + condition.get("reason")
        + ": "
        + condition.get("message");
  }

  @Override
  public void close() {
    runs.close();
    pipelines.close();
  }
}
