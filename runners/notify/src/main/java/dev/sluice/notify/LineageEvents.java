package dev.sluice.notify;

import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.RunContext;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a run as OpenLineage events: a run of the pipeline's job, in it one of each
 * task's, and in that one of each part's. Ids and times follow from the run alone, so a repetition
 * tells the same.
 */
final class LineageEvents {

  private static final URI PRODUCER = URI.create("https://sluice.dev");

  private final RunContext run;
  private final NotifyStep.RunEnd end;
  private final String namespace;
  private final OpenLineage ol = new OpenLineage(PRODUCER);
  private final LineageDatasets datasets = new LineageDatasets(ol);
  private final List<OpenLineage.RunEvent> events = new ArrayList<>();

  /**
   * @param namespace of the jobs
   */
  LineageEvents(RunContext run, NotifyStep.RunEnd end, String namespace) {
    this.run = run;
    this.end = end;
    this.namespace = namespace;
  }

  /** A run of a job that the events tell of. */
  private record Told(
      String job,
      UUID id,
      String type,
      @Nullable Told parent,
      ZonedDateTime startedAt,
      ZonedDateTime finishedAt) {}

  /**
   * The events.
   *
   * @param lineage of the tasks that left one, by the name of the task
   */
  List<OpenLineage.RunEvent> of(Map<String, Lineage> lineage) {
    ZonedDateTime startedAt = end.startedAt() == null ? now() : time(end.startedAt());
    ZonedDateTime finishedAt =
        end.tasks().stream()
            .map(NotifyStep.TaskEnd::finishedAt)
            .filter(Objects::nonNull)
            .map(LineageEvents::time)
            .max(ZonedDateTime::compareTo)
            .filter(last -> last.isAfter(startedAt))
            .orElse(startedAt);
    Told root = new Told(end.pipeline(), id(), "PIPELINE", null, startedAt, finishedAt);
    Lineage nothing = Lineage.of(List.of(), List.of());
    begin(root);
    for (NotifyStep.TaskEnd task : end.tasks()) {
      // What never had an attempt was no run.
      if (task.attempt() > 0) {
        task(root, task, lineage.getOrDefault(task.name(), nothing));
      }
    }
    end(root, ending(), null, List.of(), List.of());
    return List.copyOf(events);
  }

  private EventType ending() {
    if (end.succeeded()) {
      return EventType.COMPLETE;
    }
    boolean failed = end.tasks().stream().anyMatch(t -> t.state() == NotifyStep.State.FAILED);
    return failed ? EventType.FAIL : EventType.ABORT;
  }

  private void task(Told root, NotifyStep.TaskEnd task, Lineage lineage) {
    ZonedDateTime finishedAt =
        task.finishedAt() == null ? root.finishedAt() : time(task.finishedAt());
    ZonedDateTime startedAt = task.startedAt() == null ? finishedAt : time(task.startedAt());
    Told told =
        new Told(
            end.pipeline() + "." + task.name(),
            id(task.name(), String.valueOf(task.attempt())),
            task.kind().toUpperCase(Locale.ROOT),
            root,
            startedAt,
            finishedAt);
    begin(told);
    for (Lineage.Part part : lineage.parts()) {
      Told model =
          new Told(
              told.job() + "." + part.name(),
              id(task.name(), String.valueOf(task.attempt()), part.name()),
              "MODEL",
              told,
              startedAt,
              finishedAt);
      begin(model);
      end(model, EventType.COMPLETE, null, part.inputs(), part.outputs());
    }
    EventType type =
        switch (task.state()) {
          case SUCCEEDED -> EventType.COMPLETE;
          case FAILED -> EventType.FAIL;
          case SKIPPED, CANCELLED -> EventType.ABORT;
        };
    String error =
        type == EventType.FAIL ? task.reason() + ": " + String.valueOf(task.message()) : null;
    end(told, type, error, lineage.inputs(), lineage.outputs());
  }

  private void begin(Told told) {
    events.add(
        event(EventType.START, told.startedAt(), told, null)
            .inputs(List.of())
            .outputs(List.of())
            .build());
  }

  private void end(
      Told told,
      EventType type,
      @Nullable String error,
      List<Lineage.Dataset> inputs,
      List<Lineage.Dataset> outputs) {
    events.add(
        event(type, told.finishedAt(), told, error)
            .inputs(inputs.stream().map(datasets::input).toList())
            .outputs(outputs.stream().map(datasets::output).toList())
            .build());
  }

  private OpenLineage.RunEventBuilder event(
      EventType type, ZonedDateTime at, Told told, @Nullable String error) {
    OpenLineage.RunFacetsBuilder facets =
        ol.newRunFacetsBuilder()
            .nominalTime(
                ol.newNominalTimeRunFacet(
                    LocalDate.parse(run.date()).atStartOfDay(ZoneOffset.UTC), null));
    Told parent = told.parent();
    if (parent != null) {
      facets.parent(
          ol.newParentRunFacet(
              ol.newParentRunFacetRun(parent.id()),
              ol.newParentRunFacetJob(namespace, parent.job()),
              ol.newParentRunFacetRoot(
                  ol.newRootRun(id()), ol.newRootJob(namespace, end.pipeline()))));
    }
    if (error != null) {
      facets.errorMessage(ol.newErrorMessageRunFacet(error, "Java", null));
    }
    OpenLineage.JobFacets job =
        ol.newJobFacetsBuilder()
            .jobType(ol.newJobTypeJobFacet("BATCH", "SLUICE", told.type()))
            .build();
    return ol.newRunEventBuilder()
        .eventType(type)
        .eventTime(at)
        .run(ol.newRun(told.id(), facets.build()))
        .job(ol.newJob(namespace, told.job(), job));
  }

  private UUID id(String... path) {
    String name = String.join("/", Stream.concat(Stream.of(run.uid()), Stream.of(path)).toList());
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private static ZonedDateTime now() {
    return ZonedDateTime.now(Clock.systemUTC());
  }

  private static ZonedDateTime time(String iso) {
    return ZonedDateTime.parse(iso);
  }
}
