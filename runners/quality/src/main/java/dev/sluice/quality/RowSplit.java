package dev.sluice.quality;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Digest;
import dev.sluice.lake.Manifest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Publication;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.QualityStep.Split;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepRequest;
import dev.sluice.quality.QualitySource.Opened;
import dev.sluice.sql.Column;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Publishes the rows of the subject as two datasets: those that pass, and those that break a check
 * of single rows. The bad ones become visible first: readers wait for the good ones.
 */
final class RowSplit {

  private final Split split;
  private final StepRequest request;
  private final StepContext context;
  private final QualitySql sql;
  private final Opened subject;
  private final List<CompiledCheck> checks;

  /**
   * @param checks those of single rows that are errors
   */
  RowSplit(
      Split split,
      StepRequest request,
      StepContext context,
      QualitySql sql,
      Opened subject,
      List<CompiledCheck> checks) {
    this.split = split;
    this.request = request;
    this.context = context;
    this.sql = sql;
    this.subject = subject;
    this.checks = List.copyOf(checks);
  }

  /**
   * One of the two datasets.
   *
   * @param uri of the slice's dataset
   */
  record Part(String uri, long rows, long bytes, String digest) {}

  /** Both datasets. */
  record Parts(Part passed, Part quarantine) {}

  /** A query for the number of rows that break one of the checks. */
  String countBad() {
    return "SELECT count(*)" + from() + "\nWHERE " + anyBroken();
  }

  /** Writes and publishes both datasets. */
  Parts publish(RowWriter writer) throws InterruptedException, IOException {
    try (ObjectStore passed = ObjectStore.connect(request.store(split.passed().store()));
        ObjectStore quarantine = ObjectStore.connect(request.store(split.quarantine().store()))) {
      Publication good = Publication.begin(passed, split.passed(), request.run());
      Publication bad = Publication.begin(quarantine, split.quarantine(), request.run());
      context.phase("split");
      List<DataFile> goodFiles = upload(passed, good, writer.write(goodRows(), "passed"));
      List<DataFile> badFiles =
          upload(quarantine, bad, writer.write(badRows(good.slice()), "quarantine"));
      Part badPart = publish(quarantine, split.quarantine(), bad, badFiles);
      context.phase("quarantined");
      return new Parts(publish(passed, split.passed(), good, goodFiles), badPart);
    }
  }

  private List<DataFile> upload(
      ObjectStore store, Publication publication, RowWriter.Written written)
      throws InterruptedException, IOException {
    Progress progress = context.progress("Uploading", "bytes", written.files().bytes());
    List<DataFile> files =
        written.files().upload(store, publication, written.finish(), context, progress);
    publication.keep(written.profile());
    return files;
  }

  private Part publish(
      ObjectStore store, DatasetTarget target, Publication publication, List<DataFile> files)
      throws InterruptedException {
    long rows = 0;
    for (DataFile file : files) {
      rows += Objects.requireNonNull(file.rows());
    }
    Manifest manifest =
        publication.publish(
            files, Format.parquet(), rows, Digest.of(files), null, List.of(), context);
    return new Part(store.uri(target.path()), manifest.rows(), manifest.bytes(), manifest.digest());
  }

  private String goodRows() {
    return "SELECT "
        + columns()
        + from()
        + "\nWHERE "
        + checks.stream()
            .map(c -> "(" + broken(c) + ") IS NOT TRUE")
            .collect(Collectors.joining(" AND "));
  }

  private String badRows(String slice) {
    String names =
        checks.stream()
            .map(c -> "CASE WHEN " + broken(c) + " THEN " + sql.literal(c.check().name()) + " END")
            .collect(Collectors.joining(", ", "concat_ws(', ', ", ")"));
    return "SELECT "
        + columns()
        + ", "
        + names
        + " AS _sluice_checks, "
        + sql.literal(request.run().name())
        + " AS _sluice_run, "
        + sql.literal(slice)
        + " AS _sluice_slice"
        + from()
        + "\nWHERE "
        + anyBroken();
  }

  private String anyBroken() {
    return checks.stream()
        .map(c -> "(" + broken(c) + ")")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  private String broken(CompiledCheck check) {
    return QualitySql.and(check.check().where(), sql.condition(check.badRow().orElseThrow()));
  }

  private String from() {
    return "\nFROM " + subject.relation() + " AS " + QualitySql.SUBJECT;
  }

  /** In a sliced dataset without the date, which is the slice's. */
  private String columns() {
    return subject.columns().stream()
        .map(Column::name)
        .filter(c -> !split.passed().sliced() || !c.equalsIgnoreCase(DatasetTarget.RUN_DATE))
        .map(sql::identifier)
        .collect(Collectors.joining(", "));
  }
}
