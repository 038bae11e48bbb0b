package dev.sluice.quality;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Versioned;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.Figure;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Figures of earlier runs, one small object for each check step beside its reports: written on the
 * condition that nobody else did meanwhile, one figure for each check and run date, so that a run
 * which is repeated replaces its own.
 */
final class FigureHistory {

  static final int MAX_DATES = 100;
  private static final int MAX_CONFLICTS = 20;

  private final StepRequest request;
  private final QualityStep.@Nullable History target;
  private final Document known;

  private FigureHistory(StepRequest request, QualityStep.@Nullable History target, Document known) {
    this.request = request;
    this.target = target;
    this.known = known;
  }

  /** The history of a request's checks; an empty one that keeps nothing when none needs it. */
  static FigureHistory open(StepRequest request, QualityStep step) {
    QualityStep.History target = step.history();
    if (target == null) {
      return new FigureHistory(request, null, Document.EMPTY);
    }
    try (ObjectStore store = ObjectStore.connect(request.store(target.store()))) {
      Document known = parse(store, target.path(), store.read(target.path()));
      return new FigureHistory(request, target, known);
    }
  }

  /**
   * One figure.
   *
   * @param date of the run
   * @param run its name
   */
  record Past(String date, BigDecimal value, String run) {}

  /**
   * The figures of one check.
   *
   * @param of what was measured: after a change of it old figures say nothing any more
   * @param figures by date, oldest first
   */
  record Series(String of, List<Past> figures) {
    Series {
      figures = List.copyOf(figures);
    }
  }

  /** The object: series by name of the check. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Document(Map<String, Series> checks) {
    static final Document EMPTY = new Document(Map.of());

    Document {
      checks = checks == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(checks));
    }
  }

  /** Figures of dates before that of the run, newest first. */
  List<Past> before(Check check) {
    return series(known, check.name(), measured(check)).stream()
        .filter(p -> p.date().compareTo(request.run().date()) < 0)
        .sorted(Comparator.comparing(Past::date).reversed())
        .toList();
  }

  /** Keeps the figures of this run in place of those that its date has. */
  void keep(Map<Check, BigDecimal> figures) {
    QualityStep.History at = target;
    if (at == null || figures.isEmpty()) {
      return;
    }
    try (ObjectStore store = ObjectStore.connect(request.store(at.store()))) {
      for (int conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
        Optional<Versioned> current = store.read(at.path());
        Document merged = merged(parse(store, at.path(), current), figures);
        if (store.replace(at.path(), bytes(merged), current.map(Versioned::etag).orElse(null))) {
          return;
        }
      }
      throw new StepFailure.Transient(
          "SliceContended", "Other runs keep writing " + store.uri(at.path()) + ".", null);
    }
  }

  private Document merged(Document current, Map<Check, BigDecimal> figures) {
    Map<String, Series> checks = new TreeMap<>(current.checks());
    figures.forEach(
        (check, value) -> {
          String of = measured(check);
          List<Past> all = new ArrayList<>(series(current, check.name(), of));
          all.removeIf(p -> p.date().equals(request.run().date()));
          all.add(new Past(request.run().date(), value, request.run().name()));
          all.sort(Comparator.comparing(Past::date));
          checks.put(
              check.name(),
              new Series(of, all.subList(Math.max(0, all.size() - MAX_DATES), all.size())));
        });
    return new Document(checks);
  }

  private static List<Past> series(Document document, String check, String of) {
    Series series = document.checks().get(check);
    return series == null || !series.of().equals(of) ? List.of() : series.figures();
  }

  /** What a check measures, bounds aside. */
  private static String measured(Check check) {
    Figure figure = check.figure();
    if (figure == null) {
      return "";
    }
    return figure.kind()
        + String.join(",", figure.columns())
        + (figure.quantile() == null ? "" : " " + figure.quantile())
        + (check.where() == null ? "" : " where " + check.where());
  }

  private static Document parse(ObjectStore store, String path, Optional<Versioned> object) {
    if (object.isEmpty()) {
      return Document.EMPTY;
    }
    try {
      return Json.MAPPER.readValue(object.get().content(), Document.class);
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "HistoryUnreadable",
          store.uri(path)
              + " is not a history of figures ("
              + e.getClass().getSimpleName()
              + "). Something else wrote it: delete it, and the comparison begins anew.",
          e);
    }
  }

  private static byte[] bytes(Document document) {
    try {
      return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new StepFailure.Crash("A history cannot be written as JSON.", e);
    }
  }
}
