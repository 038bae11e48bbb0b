package dev.sluice.lake;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.sluice.protocol.Format;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one document that makes a slice visible: which files it consists of, and who wrote it.
 *
 * @param version {@link #VERSION}
 * @param slice {@code run_date=2026-11-21} or {@code all}
 * @param format how the files are read unless the reader says otherwise
 * @param partitionBy columns that are folders in the files' paths ({@code run_date} is the slice)
 * @param files sorted by path
 * @param rows -1 when nobody counted them
 * @param digest of the content, see {@link Digest#of}
 * @param fingerprint of inputs and query, by which the writer knows its own result again
 * @param superseded keys of the manifest before this one that this one no longer uses: kept for
 *     readers that still read them, removed at the next publication
 * @param sources what the files were made from; empty for computed datasets
 * @param profile key of the slice's {@link Profile}; absent when nobody made one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(
    int version,
    String dataset,
    String slice,
    Format format,
    List<String> partitionBy,
    List<DataFile> files,
    long rows,
    long bytes,
    String digest,
    @Nullable String fingerprint,
    Writer writer,
    Instant publishedAt,
    List<String> superseded,
    List<SourceState> sources,
    @Nullable String profile) {

  /** The version that this release writes and reads. */
  public static final int VERSION = 1;

  public Manifest {
    partitionBy = partitionBy == null ? List.of() : List.copyOf(partitionBy);
    files = files == null ? List.of() : List.copyOf(files);
    superseded = superseded == null ? List.of() : List.copyOf(superseded);
    sources = sources == null ? List.of() : List.copyOf(sources);
  }

  /** Keys of all objects that the slice needs. */
  Stream<String> keys() {
    return Stream.concat(files.stream().map(DataFile::key), Stream.ofNullable(profile));
  }

  /** Whether the writer of this manifest uploaded the file, rather than took it over. */
  public boolean wrote(DataFile file) {
    return file.key().contains(WriteId.of(writer));
  }
}
