package dev.sluice.warehouse.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.StepContext;
import dev.sluice.sql.SqlSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiveFoldersTest {

  private static final Map<String, String> TYPES = Map.of("year", "BIGINT");

  @TempDir private Path folder;

  @Test
  void oneReaderTellsFilesAndFolders() throws Exception {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("run_date", "DATE");
    types.put("genre", "VARCHAR");
    Map<Map<String, String>, List<String>> files = new LinkedHashMap<>();
    try (SqlSession session = DuckDbSession.open(new StepContext(folder))) {
      write(session, files, "2026-11-21", "007", "SELECT 1 AS id");
      write(session, files, "2026-11-22", FileRows.HIVE_NULL, "SELECT 2::BIGINT AS id, 'n' AS n");
      HiveFolders hive = HiveFolders.of(files, types).orElseThrow();
      assertThat(session.query("DESCRIBE " + hive.select(), row -> row.getString(1)))
          .containsExactly("id", "n", "run_date", "genre");
      assertThat(
              session.query(
                  "SELECT concat_ws('|', id, coalesce(n, '-'), run_date, coalesce(genre, '-'),"
                      + " typeof(run_date)) FROM ("
                      + hive.select()
                      + ") ORDER BY id",
                  row -> row.getString(1)))
          .containsExactly("1|-|2026-11-21|007|DATE", "2|n|2026-11-22|-|DATE");
      assertThat(session.query("DESCRIBE FROM " + hive.files(), row -> row.getString(1)))
          .containsExactly("id", "n");
    }
  }

  private void write(
      SqlSession session,
      Map<Map<String, String>, List<String>> files,
      String date,
      String genre,
      String query)
      throws Exception {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("run_date", date);
    values.put("genre", genre);
    Path file = HiveFolders.below(folder, values).resolve("0.parquet");
    assertThat(file)
        .isEqualTo(folder.resolve("run_date=" + date).resolve("genre=" + genre + "/0.parquet"));
    Files.createDirectories(file.getParent());
    session.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
    files.put(values, List.of(file.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://lake/2015/b.parquet",
        "s3://lake/year=2014/b.parquet",
        "s3://lake/Year=2015/b.parquet",
        "s3://lake/year=2015/month=1/b.parquet",
        "s3://lake/year=2014/year=2015/b.parquet"
      })
  void locationThatTellsSomethingElseIsNotUnderstood(String other) {
    Map<Map<String, String>, List<String>> files = new LinkedHashMap<>();
    files.put(Map.of("year", "2014"), List.of("s3://lake/year=2014/a.parquet"));
    files.put(Map.of("year", "2015"), List.of("s3://lake/year=2015/a.parquet"));
    assertThat(HiveFolders.of(files, TYPES)).isPresent();
    files.put(Map.of("year", "2015"), List.of("s3://lake/year=2015/a.parquet", other));
    assertThat(HiveFolders.of(files, TYPES)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a%20b", "a/b", "null", "NULL", "ä"})
  void valueThatIsWrittenInSeveralWaysIsNotUnderstood(String value) {
    assertThat(HiveFolders.below(folder, Map.of("genre", value))).isEqualTo(folder);
    Map<Map<String, String>, List<String>> files = new LinkedHashMap<>();
    files.put(Map.of("genre", "Drama"), List.of("/lake/genre=Drama/a.parquet"));
    files.put(Map.of("genre", value), List.of("/lake/genre=" + value + "/a.parquet"));
    assertThat(HiveFolders.of(files, Map.of("genre", "VARCHAR"))).isEmpty();
  }

  @Test
  void folderThatLacksAValueIsNotUnderstood() {
    Map<Map<String, String>, List<String>> files = new LinkedHashMap<>();
    files.put(Map.of("year", "2014"), List.of("/lake/year=2014/a.parquet"));
    files.put(Map.of(), List.of("/lake/a.parquet"));
    assertThat(HiveFolders.of(files, TYPES)).isEmpty();
  }
}
