package dev.sluice.warehouse;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.WarehouseConnection;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

class DuckDbConformanceIT extends WarehouseConformance {

  @Override
  ConformanceTarget open(LakeFixture lake, Path folder) {
    return new DuckDbTarget(folder.resolve("conformance.duckdb"));
  }

  private record DuckDbTarget(Path file) implements ConformanceTarget {

    @Override
    public String name() {
      return "DuckDB";
    }

    @Override
    public WarehouseConnection connection() {
      return WarehouseConnection.of(new WarehouseConnection.DuckDb(file.toString()));
    }

    @Override
    public List<List<String>> rows(String query) throws Exception {
      try (Connection c = new DuckDBDriver().connect("jdbc:duckdb:" + file, new Properties())) {
        return JdbcRows.of(c, query);
      }
    }

    @Override
    public List<List<String>> typeRows() {
      return List.of(
          List.of(
              "1",
              "true",
              "7",
              "300",
              "70000",
              "5000000000",
              "18446744073709551615",
              "1.5",
              "0.1",
              "12345.67",
              "12345678901234567890.123456789012345678",
              "text",
              "\\x00\\xFFab",
              "1969-07-20",
              "20:17:40",
              "1969-07-20 20:17:40.123456",
              "1969-07-20T20:17:40.500Z",
              "[1, NULL, 3]",
              "{'x': 1, 'y': 'ä\"'}",
              "{k=2}"),
          nulls());
    }

    private static List<String> nulls() {
      List<String> row = new ArrayList<>(Collections.nCopies(20, null));
      row.set(0, "2");
      return row;
    }

    @Override
    public boolean takesSeveralWriters() {
      return false;
    }

    @Override
    public void close() {
      // The file goes with its folder.
    }
  }
}
