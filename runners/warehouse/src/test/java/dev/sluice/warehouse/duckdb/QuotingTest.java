package dev.sluice.warehouse.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sql.HostileTexts;
import dev.sluice.sql.Quoting;
import dev.sluice.sql.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;

class QuotingTest {

  private static final Quoting QUOTING = new Quoting() {};

  @Test
  void hostileNamesAndTextsComeBackAsTheyWere() throws Exception {
    try (Connection c = new DuckDBDriver().connect("jdbc:duckdb:", new Properties())) {
      for (String hostile : HostileTexts.some(500, 8)) {
        try (Statement s = c.createStatement();
            ResultSet r =
                s.executeQuery(
                    "SELECT " + QUOTING.literal(hostile) + " AS " + QUOTING.identifier(hostile))) {
          assertThat(r.next()).isTrue();
          assertThat(r.getString(1)).isEqualTo(hostile);
          assertThat(r.getMetaData().getColumnName(1)).isEqualTo(hostile);
          assertThat(r.getMetaData().getColumnCount()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void nulIsRefused() {
    assertThatThrownBy(() -> QUOTING.identifier("a\0b")).hasMessageContaining("NUL");
    assertThatThrownBy(() -> QUOTING.literal("a\0b")).hasMessageContaining("NUL");
  }

  @Test
  void tableIsSchemaAndName() {
    assertThat(QUOTING.table(TableName.parse("raw.my table"))).isEqualTo("\"raw\".\"my table\"");
  }
}
