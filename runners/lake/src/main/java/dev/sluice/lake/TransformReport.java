package dev.sluice.lake;

import dev.sluice.protocol.Format;
import dev.sluice.protocol.TransformStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The full account of a transform, kept as {@code report.json}.
 *
 * @param engine what ran it, with its version
 * @param millis wall time per phase
 * @param metrics what the engine counted
 */
public record TransformReport(
    String engine,
    List<InputRead> inputs,
    List<OutputWritten> outputs,
    Map<String, Long> millis,
    Object metrics) {

  /**
   * One input as it was read.
   *
   * @param slices that were read
   * @param rows -1 when its manifests do not say
   */
  public record InputRead(
      String name, String dataset, List<String> slices, int files, long rows, long bytes) {}

  /**
   * One output as it was published.
   *
   * @param sql its query; absent when a program made the rows
   * @param schema columns, partition columns included
   */
  public record OutputWritten(
      String name,
      @Nullable String sql,
      String uri,
      long rows,
      long bytes,
      String digest,
      List<String> files,
      List<Format.Column> schema) {}

  /** The inputs of a step as they were read. */
  public static List<InputRead> inputs(List<TransformStep.Input> inputs, List<Snapshot> snapshots) {
    List<InputRead> read = new ArrayList<>();
    for (int i = 0; i < snapshots.size(); i++) {
      Snapshot snapshot = snapshots.get(i);
      read.add(
          new InputRead(
              inputs.get(i).name(),
              snapshot.ref().dataset(),
              snapshot.manifests().stream().map(Manifest::slice).toList(),
              snapshot.files().size(),
              snapshot.rows(),
              snapshot.bytes()));
    }
    return read;
  }

  /** The outputs of a step as they were published. */
  public static List<OutputWritten> outputs(
      OutputSlices slices, Map<TransformStep.Output, Manifest> manifests) {
    List<OutputWritten> written = new ArrayList<>();
    manifests.forEach(
        (output, manifest) ->
            written.add(
                new OutputWritten(
                    output.key(),
                    output.sql(),
                    slices.uri(output, manifest),
                    manifest.rows(),
                    manifest.bytes(),
                    manifest.digest(),
                    manifest.files().stream().map(DataFile::path).toList(),
                    manifest.format().columns())));
    return written;
  }
}
