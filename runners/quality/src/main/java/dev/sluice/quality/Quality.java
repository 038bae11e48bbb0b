package dev.sluice.quality;

import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.QualityStep.Check;
import dev.sluice.protocol.QualityStep.Severity;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.quality.CompiledCheck.Verdict;
import dev.sluice.quality.QualityReport.Entry;
import dev.sluice.quality.QualityReport.Status;
import dev.sluice.quality.QualitySource.Opened;
import dev.sluice.sql.Column;
import dev.sluice.sql.SqlFailure;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges one subject: all metrics of all checks in one pass over it. A second statement is needed
 * for the samples of a failed check, and for each check that is a query of the user.
 */
final class Quality {

  private final StepRequest request;
  private final QualityStep step;
  private final QualitySource source;
  private final StepContext context;
  private final FigureHistory history;
  private final Clock clock;
  private int targets;

  Quality(
      StepRequest request,
      QualityStep step,
      QualitySource source,
      FigureHistory history,
      StepContext context,
      Clock clock) {
    this.request = request;
    this.step = step;
    this.source = source;
    this.history = history;
    this.context = context;
    this.clock = clock;
  }

  /** Runs the checks; the full report is kept whatever they say. */
  StepResult execute(@Nullable String uri) throws InterruptedException, IOException {
    requireDistinctNames();
    context.phase("read");
    Opened subject = source.open(step.on(), QualitySql.SUBJECT, Named.columns(step.checks()));
    CheckCompiler compiler =
        new CheckCompiler(
            source.sql(),
            subject.relation(),
            subject.columns(),
            this::target,
            history,
            clock.instant());
    List<CompiledCheck> checks = new ArrayList<>();
    for (Check check : step.checks()) {
      checks.add(compiler.compile(check));
    }
    context.phase("measure");
    List<Metric> all = new ArrayList<>(List.of(new Metric.Rows(null)));
    checks.forEach(c -> all.addAll(c.metrics()));
    List<@Nullable String> values = measure(subject, all, checks);
    subject.trouble().requireAllRead();
    long rows = new Figures(values).count(0);
    List<Entry> entries = new ArrayList<>();
    int at = 1;
    for (CompiledCheck check : checks) {
      List<@Nullable String> figures =
          new ArrayList<>(values.subList(at, at + check.metrics().size()));
      if (check.query().isPresent()) {
        figures.add(number(check, check.query().get()));
      }
      at += check.metrics().size();
      entries.add(entry(check, new Figures(figures)));
    }
    keepFigures(entries);
    return new Judgement(subject.title(), rows, entries, source.bytesScanned(), context)
        .result(uri, split(subject, rows, checks, entries));
  }

  /** A figure that failed its check is no measure for later ones. */
  private void keepFigures(List<Entry> entries) {
    Map<Check, BigDecimal> figures = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Check check = step.checks().get(i);
      BigDecimal figure = entries.get(i).figure();
      if (figure != null
          && check.figure() != null
          && check.figure().comparesWithHistory()
          && entries.get(i).status() != Status.FAILED) {
        figures.put(check, figure);
      }
    }
    history.keep(figures);
  }

  private void requireDistinctNames() {
    Set<String> names = new LinkedHashSet<>();
    for (Check check : step.checks()) {
      if (!names.add(check.name())) {
        throw CheckColumns.bad(check, "exists twice: names must be unique within the step");
      }
    }
  }

  private CheckCompiler.Target target(QualityStep.Relationships relationships)
      throws InterruptedException {
    targets++;
    Opened readable =
        source.open(
            relationships.to(),
            "_sluice_target_" + targets,
            List.of(Column.optional(relationships.toColumn(), "VARCHAR")));
    return new CheckCompiler.Target(readable.title(), readable.relation(), readable.columns());
  }

  private List<@Nullable String> measure(
      Opened subject, List<Metric> metrics, List<CompiledCheck> checks)
      throws InterruptedException {
    try {
      return numbers(subject.relation(), metrics);
    } catch (SqlFailure e) {
      // One statement holds all checks: measured alone, the bad one shows itself.
      for (CompiledCheck check : checks) {
        if (!check.metrics().isEmpty()) {
          measureAlone(subject, check);
        }
      }
      throw subject.trouble().explain(e);
    }
  }

  private void measureAlone(Opened subject, CompiledCheck check) throws InterruptedException {
    try {
      numbers(subject.relation(), List.of(new Metric.Rows(null)));
    } catch (SqlFailure e) {
      throw subject.trouble().explain(e);
    }
    try {
      numbers(subject.relation(), check.metrics());
    } catch (SqlFailure e) {
      throw failed(check, e);
    }
  }

  private static StepFailure failed(CompiledCheck check, SqlFailure e) {
    return e.asUserError(
        "BadCheck", "Check " + check.check().name() + " (" + check.kind() + ") cannot be computed");
  }

  private List<@Nullable String> numbers(String relation, List<Metric> metrics)
      throws InterruptedException {
    return source.query(source.sql().measure(relation, metrics)).rows().get(0);
  }

  private @Nullable String number(CompiledCheck check, String query) throws InterruptedException {
    try {
      return source.query(query).rows().get(0).get(0);
    } catch (SqlFailure e) {
      throw failed(check, e);
    }
  }

  private Entry entry(CompiledCheck check, Figures figures) throws InterruptedException {
    Verdict verdict = check.judge().judge(figures);
    Status status =
        verdict.passed()
            ? Status.PASSED
            : check.check().severity() == Severity.WARN
                ? Status.WARNED
                : isQuarantined(check) ? Status.QUARANTINED : Status.FAILED;
    List<String> samples = new ArrayList<>();
    if (!verdict.passed() && check.sample().isPresent()) {
      TextTable rows = source.query(check.sample().get());
      rows.rows().forEach(row -> samples.add(clip(rows.described(row))));
    }
    return new Entry(
        check.check().name(),
        check.kind(),
        check.columns(),
        check.check().severity(),
        check.check().where(),
        status,
        verdict.failures(),
        verdict.found(),
        verdict.figure(),
        samples);
  }

  private boolean isQuarantined(CompiledCheck check) {
    return step.split() != null && check.badRow().isPresent();
  }

  /** Moves no row when a check has failed. */
  private RowSplit.@Nullable Parts split(
      Opened subject, long rows, List<CompiledCheck> checks, List<Entry> entries)
      throws InterruptedException, IOException {
    QualityStep.Split split = step.split();
    if (split == null || entries.stream().anyMatch(e -> e.status() == Status.FAILED)) {
      return null;
    }
    RowWriter writer =
        source
            .writer()
            .orElseThrow(
                () ->
                    new StepFailure.UserError(
                        "BadCheck", "Only rows of a dataset can go to a quarantine."));
    List<CompiledCheck> moving =
        checks.stream()
            .filter(c -> isQuarantined(c) && c.check().severity() == Severity.ERROR)
            .toList();
    RowSplit parts = new RowSplit(split, request, context, source.sql(), subject, moving);
    try {
      requireFew(split, parts, subject.title(), rows, entries);
      return parts.publish(writer);
    } catch (SqlFailure e) {
      throw subject.trouble().explain(e);
    }
  }

  private void requireFew(
      QualityStep.Split split, RowSplit parts, String title, long rows, List<Entry> entries)
      throws InterruptedException, IOException {
    if (split.maxPercent() == null || rows == 0) {
      return;
    }
    long bad = new Figures(source.query(parts.countBad()).rows().get(0)).count(0);
    BigDecimal percent =
        new BigDecimal(bad)
            .multiply(new BigDecimal(100))
            .divide(new BigDecimal(rows), MathContext.DECIMAL64);
    if (percent.compareTo(new BigDecimal(split.maxPercent())) > 0) {
      throw new Judgement(title, rows, entries, source.bytesScanned(), context)
          .tooMany(bad, percent, split.maxPercent());
    }
  }

  private static String clip(String text) {
    return text.length() <= 120 ? text : text.substring(0, 119) + "…";
  }
}
