package dev.sluice.warehouse.redshift;

import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.StepContext;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.SqlFailure;
import dev.sluice.warehouse.duckdb.FileRows;
import dev.sluice.warehouse.duckdb.LakeSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the rows of a snapshot as Parquet that COPY reads. */
final class Rewriting {

  private static final Quoting QUOTING = new Quoting() {};

  /** What Redshift advises for files that its slices read at the same time. */
  private static final String FILE_SIZE = "128MB";

  private final LakeSession lake;
  private final Path folder;
  private final StepContext context;

  /**
   * @param folder in which the session may write
   */
  Rewriting(LakeSession lake, Path folder, StepContext context) {
    this.lake = lake;
    this.folder = folder;
    this.context = context;
  }

  /** The files that were written; none when there are no rows. */
  List<Path> files(Snapshot snapshot, FileRows rows) throws InterruptedException {
    try {
      Files.createDirectories(folder);
      lake.session()
          .update(
              statement(rows),
              context.progress("rewrite " + snapshot.ref().dataset(), "rows", snapshot.rows()),
              snapshot.rows());
      rows.requireAllRead();
      try (Stream<Path> written = Files.list(folder)) {
        return written.sorted().toList();
      }
    } catch (SqlFailure e) {
      throw rows.explain(e, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String statement(FileRows rows) {
    return rows.columns().stream()
        .map(
            c -> {
              String name = QUOTING.identifier(c.name());
              return RedshiftTypes.rewritten(name, c.type()) + " AS " + name;
            })
        .collect(
            Collectors.joining(
                ", ",
                "COPY (SELECT ",
                " FROM "
                    + rows.relation()
                    + ") TO "
                    + QUOTING.literal(folder.toString())
                    + " (FORMAT parquet, FILE_SIZE_BYTES '"
                    + FILE_SIZE
                    + "', OVERWRITE_OR_IGNORE true)"));
  }
}
