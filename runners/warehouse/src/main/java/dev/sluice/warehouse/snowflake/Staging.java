package dev.sluice.warehouse.snowflake;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepContext;
import dev.sluice.sql.SqlSession;
import java.util.List;
import java.util.function.Function;

/** What brings the files of one snapshot into temporary tables. */
record Staging(SqlSession session, ObjectStore store, Snapshot snapshot, StepContext context) {

  static final CopySql COPY = new CopySql();
  static final SnowflakeSql SQL = new SnowflakeSql();

  String dataset() {
    return snapshot.ref().dataset();
  }

  /** A file that Snowflake names, as users know it: dataset and path within the slice. */
  String nameOf(String file) {
    return dataset()
        + "/"
        + snapshot.files().stream()
            .filter(f -> file.endsWith(f.key()) || f.key().endsWith(file))
            .map(DataFile::path)
            .findFirst()
            .orElse(file);
  }

  Progress progress() {
    return context.progress(
        "copy " + dataset(), "bytes", snapshot.files().stream().mapToLong(DataFile::bytes).sum());
  }

  /** Copies files, as many at a time as a statement takes. */
  void copy(List<DataFile> files, Progress progress, Function<List<String>, String> statement)
      throws InterruptedException {
    for (int start = 0; start < files.size(); start += CopySql.MAX_FILES) {
      List<DataFile> some = files.subList(start, Math.min(files.size(), start + CopySql.MAX_FILES));
      session.execute(statement.apply(some.stream().map(DataFile::key).toList()));
      progress.add(some.stream().mapToLong(DataFile::bytes).sum());
    }
  }
}
