package dev.sluice.notify;

import com.fasterxml.jackson.core.JacksonException;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Versioned;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what the tasks of a run have read and written, keeps it as OpenLineage events beside the
 * report, and sends these one by one.
 */
final class LineageNotice {

  /** Name of the file, one event a line. */
  static final String FILE = "openlineage.ndjson";

  private static final Logger log = LoggerFactory.getLogger(LineageNotice.class);

  private final NotifyStep.OpenLineage lineage;
  private final Receiver receiver;
  private final StepContext context;

  LineageNotice(NotifyStep.OpenLineage lineage, Receiver receiver, StepContext context) {
    this.lineage = lineage;
    this.receiver = receiver;
    this.context = context;
  }

  /**
   * The report.
   *
   * @param sentTo server and path; absent: the events are only kept
   * @param tasks whose data is known, with what they read and wrote
   */
  record Report(int events, @Nullable String sentTo, Map<String, Lineage> tasks) {}

  StepResult tell(StepRequest request, NotifyStep.RunEnd end)
      throws IOException, InterruptedException {
    context.phase("gather");
    Map<String, Lineage> tasks = gather(request, end);
    List<String> events =
        new LineageEvents(request.run(), end, lineage.namespace())
            .of(tasks).stream().map(OpenLineageClientUtils::toJson).toList();
    Path file = Files.write(context.scratch().resolve(FILE), events);
    context.artifact(FILE, file);
    String shown = null;
    if (lineage.url() != null) {
      URI uri = URI.create(lineage.url());
      shown = uri.getScheme() + "://" + uri.getAuthority() + uri.getRawPath();
      context.phase("send");
      send(uri, shown, events);
      context.phase("sent");
    }
    context.report(new Report(events.size(), shown, tasks));
    String what = events.size() + " events of run " + request.run().name();
    return StepResult.succeeded(
        shown == null
            ? "Kept " + what + " as " + FILE + " beside the report."
            : "Told " + shown + " " + what + ".",
        StepResult.Results.judged(null, shown, events.size(), 0, 0, 0));
  }

  private Map<String, Lineage> gather(StepRequest request, NotifyStep.RunEnd end)
      throws IOException, InterruptedException {
    Map<String, Lineage> tasks = new LinkedHashMap<>();
    Map<String, ObjectStore> stores = new HashMap<>();
    try {
      for (NotifyStep.TaskEnd task : end.tasks()) {
        context.checkCancelled();
        ReportTarget report = task.report();
        if (report == null) {
          continue;
        }
        ObjectStore store =
            stores.computeIfAbsent(
                report.store(), name -> ObjectStore.connect(request.store(name)));
        Optional<Versioned> left = store.read(report.path() + "/" + Lineage.FILE);
        if (left.isPresent()) {
          read(left.get(), task.name()).ifPresent(l -> tasks.put(task.name(), l));
        }
      }
    } finally {
      stores.values().forEach(ObjectStore::close);
    }
    return tasks;
  }

  /** What a runner of another release left need not be readable; the others' still is told. */
  private static Optional<Lineage> read(Versioned left, String task) throws IOException {
    try {
      return Optional.of(Json.MAPPER.readValue(left.content(), Lineage.class));
    } catch (JacksonException e) {
      log.warn("What {} read and wrote is left out: {}", task, e.getOriginalMessage());
      return Optional.empty();
    }
  }

  private void send(URI uri, String shown, List<String> events) throws InterruptedException {
    log.info("Tells {} in {} events", shown, events.size());
    String token = lineage.apiKeyFile();
    Map<String, String> headers =
        token == null ? Map.of() : Map.of("Authorization", "Bearer " + Receiver.secret(token));
    for (String event : events) {
      receiver.post("OpenLineage " + shown, uri, headers, "application/json", event);
    }
  }
}
