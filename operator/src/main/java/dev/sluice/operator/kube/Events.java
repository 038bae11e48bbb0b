package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events for people, in the background and never more than the API server should be bothered
 * with: Events beyond the rate are dropped, as those of client-go are. Nothing depends on them.
 */
public final class Events implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Events.class);

  /** A burst of so many is written at once ... */
  private static final int BURST = 25;

  /** ... and after it so many a second. */
  private static final int PER_SECOND = 2;

  private final KubeApi api;
  private final Clock clock;
  private final AtomicLong sequence = new AtomicLong();
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(BURST),
          work -> {
            Thread thread = new Thread(work, "sluice-events");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy());
  private double tokens = BURST;
  private Instant refilledAt;

  public Events(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
    this.refilledAt = clock.instant();
  }

  /** Tells people something about a resource. */
  public void write(HasMetadata about, boolean warning, String reason, String message) {
    Instant now = clock.instant();
    if (!take(now)) {
      return;
    }
    Event event = event(about, warning, reason, message, now);
    writer.execute(
        () -> {
          try {
            KubeApi.Answer<Event> answer = api.create(event, Event.class);
            if (!answer.isOk()) {
              log.debug("Event {} was refused: {}", reason, answer.message());
            }
          } catch (KubernetesClientException e) {
            log.debug("Event {} was not written: {}", reason, e.getMessage());
          }
        });
  }

  private synchronized boolean take(Instant now) {
    double seconds = refilledAt.until(now, ChronoUnit.MILLIS) / 1000.0;
    tokens = Math.min(BURST, tokens + seconds * PER_SECOND);
    refilledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  private Event event(
      HasMetadata about, boolean warning, String reason, String message, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    String suffix =
        String.format(Locale.ROOT, ".%x%x", now.toEpochMilli(), sequence.incrementAndGet());
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(about.getMetadata().getNamespace())
        .withName(about.getMetadata().getName() + suffix)
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withNamespace(about.getMetadata().getNamespace())
        .withName(about.getMetadata().getName())
        .withUid(about.getMetadata().getUid())
        .endInvolvedObject()
        .withType(warning ? "Warning" : "Normal")
        .withReason(reason)
        .withMessage(Conditions.clip(message))
        .withFirstTimestamp(time)
        .withLastTimestamp(time)
        .withCount(1)
        .withNewSource()
        .withComponent("sluice")
        .endSource()
        .withReportingComponent("sluice")
        .build();
  }

  @Override
  public void close() {
    writer.shutdown();
  }
}
