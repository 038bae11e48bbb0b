package dev.sluice.lake;

import dev.sluice.protocol.Format;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The slices that one attempt of a transform writes. Each becomes visible whole, one right after
 * the other; an attempt that finds only some of them published by its predecessor writes all again.
 */
public final class OutputSlices {

  private final Function<String, ObjectStore> stores;
  private final Map<TransformStep.Output, Publication> publications = new LinkedHashMap<>();

  private OutputSlices(Function<String, ObjectStore> stores) {
    this.stores = stores;
  }

  /**
   * The files of one output, all uploaded.
   *
   * @param fingerprint of inputs and query
   */
  public record Written(List<DataFile> files, Format format, String fingerprint) {
    public Written {
      files = List.copyOf(files);
    }

    /** Rows in all files. */
    public long rows() {
      return files.stream().mapToLong(file -> file.rows() == null ? 0 : file.rows()).sum();
    }
  }

  /**
   * Begins to write the run's slices.
   *
   * @param stores open stores by the name that they have in the request
   * @throws dev.sluice.protocol.StepFailure.Fenced when a newer attempt has published one already
   */
  public static OutputSlices begin(
      List<TransformStep.Output> outputs, Function<String, ObjectStore> stores, RunContext run) {
    OutputSlices slices = new OutputSlices(stores);
    for (TransformStep.Output output : outputs) {
      ObjectStore store = stores.apply(output.target().store());
      slices.publications.put(output, Publication.begin(store, output.target(), run));
    }
    return slices;
  }

  /**
   * What an earlier attempt of this very task published, when that was all, before it died. Outputs
   * of different attempts do not count: two of one query that is not deterministic may not fit.
   */
  public Optional<Map<TransformStep.Output, Manifest>> alreadyPublished() {
    Map<TransformStep.Output, Manifest> done = new LinkedHashMap<>();
    publications.forEach(
        (output, publication) ->
            publication
                .alreadyPublishedByThisTask()
                .ifPresent(manifest -> done.put(output, manifest)));
    boolean ofOneAttempt = done.values().stream().map(Manifest::writer).distinct().count() == 1;
    return done.size() == publications.size() && ofOneAttempt
        ? Optional.of(done)
        : Optional.empty();
  }

  /** Where the files of an output go. */
  public Publication publication(TransformStep.Output output) {
    Publication publication = publications.get(output);
    if (publication == null) {
      throw new IllegalArgumentException(output.key());
    }
    return publication;
  }

  /**
   * Makes all slices visible, which must all be written.
   *
   * @throws InterruptedException when the attempt was cancelled before everything was visible
   */
  public Map<TransformStep.Output, Manifest> publish(
      Map<TransformStep.Output, Written> written, StepContext context) throws InterruptedException {
    Map<TransformStep.Output, Manifest> manifests = new LinkedHashMap<>();
    for (Map.Entry<TransformStep.Output, Written> one : written.entrySet()) {
      Written files = one.getValue();
      manifests.put(
          one.getKey(),
          publication(one.getKey())
              .publish(
                  files.files(),
                  files.format(),
                  files.rows(),
                  Digest.of(files.files()),
                  files.fingerprint(),
                  List.of(),
                  context));
    }
    return manifests;
  }

  /** The result of a step that has published these. */
  public StepResult result(Map<TransformStep.Output, Manifest> manifests) {
    long rows = 0;
    long bytes = 0;
    int files = 0;
    List<String> each = new ArrayList<>();
    StringBuilder digests = new StringBuilder();
    for (Map.Entry<TransformStep.Output, Manifest> one : manifests.entrySet()) {
      Manifest manifest = one.getValue();
      rows += manifest.rows();
      bytes += manifest.bytes();
      files += manifest.files().size();
      String name = one.getKey().key();
      digests.append(name).append('\t').append(manifest.digest()).append('\n');
      each.add(String.format(Locale.ROOT, "%s %,d", name, manifest.rows()));
    }
    boolean single = manifests.size() == 1;
    Map.Entry<TransformStep.Output, Manifest> first = manifests.entrySet().iterator().next();
    String uri = single ? uri(first.getKey(), first.getValue()) : null;
    String message =
        String.format(
            Locale.ROOT,
            "Wrote %,d rows in %d files, %.1f MiB, to %s.",
            rows,
            files,
            bytes / (1024.0 * 1024.0),
            single ? uri : manifests.size() + " outputs: " + String.join(", ", each));
    return StepResult.succeeded(
        message,
        new StepResult.Results(
            rows,
            bytes,
            files,
            uri,
            single ? first.getValue().digest() : Digest.ofText(digests.toString()),
            false,
            null,
            null,
            null,
            null));
  }

  /** The lineage of an earlier attempt, whose inputs nobody has looked into since. */
  public Lineage lineage(
      List<TransformStep.Input> inputs, Map<TransformStep.Output, Manifest> published) {
    return Lineage.of(
        inputs.stream()
            .map(input -> dataset(input.from().store(), input.from().path()))
            .distinct()
            .toList(),
        written(published));
  }

  /** What is visible of the outputs, with columns and size. */
  public List<Lineage.Dataset> written(Map<TransformStep.Output, Manifest> published) {
    List<Lineage.Dataset> written = new ArrayList<>();
    published.forEach(
        (output, manifest) ->
            written.add(
                dataset(output.target().store(), output.target().path())
                    .with(
                        manifest.format().columns().stream()
                            .map(column -> new Lineage.Field(column.name(), column.type()))
                            .toList())
                    .with(manifest.rows(), manifest.bytes())));
    return written;
  }

  private Lineage.Dataset dataset(String store, String path) {
    return Lineage.Dataset.stored(stores.apply(store).connection(), path);
  }

  /** Where the slice of an output is. */
  public String uri(TransformStep.Output output, Manifest manifest) {
    String slice = manifest.slice().equals(Slice.ALL) ? "" : "/" + manifest.slice();
    return stores.apply(output.target().store()).uri(output.target().path() + slice);
  }
}
