package dev.sluice.warehouse;

import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.WarehouseConnection;
import dev.sluice.warehouse.redshift.RedshiftFixture;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

class RedshiftConformanceIT extends WarehouseConformance {

  @Override
  ConformanceTarget open(LakeFixture lake, Path folder) throws Exception {
    return new RedshiftTarget(new RedshiftFixture(lake, folder.resolve("secrets")));
  }

  private record RedshiftTarget(RedshiftFixture redshift) implements ConformanceTarget {

    @Override
    public String name() {
      return "Redshift";
    }

    @Override
    public WarehouseConnection connection() {
      return WarehouseConnection.of(redshift.as("loader"));
    }

    @Override
    public List<List<String>> rows(String query) throws Exception {
      try (Connection c = redshift.connect("transform")) {
        return JdbcRows.of(c, query);
      }
    }

    @Override
    public List<List<String>> typeRows() {
      List<String> nulls = new ArrayList<>(Collections.nCopies(20, null));
      nulls.set(0, "2");
      return List.of(
          List.of(
              "1",
              "t",
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
              "\\x00ff6162",
              "1969-07-20",
              "20:17:40",
              "1969-07-20 20:17:40.123456",
              "1969-07-20 20:17:40.5+00",
              "[1, null, 3]",
              "{\"x\": 1, \"y\": \"ä\\\"\"}",
              "{\"k\": 2}"),
          nulls);
    }

    @Override
    public boolean takesSeveralWriters() {
      return true;
    }

    @Override
    public void close() {
      redshift.close();
    }
  }
}
