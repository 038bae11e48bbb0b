package dev.sluice.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sql.HostileTexts;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.junit.jupiter.api.Test;

class SparkQualitySqlTest {

  private final SparkQualitySql sql = new SparkQualitySql();

  @Test
  void hostileNamesAndTextsComeBackAsTheyWere() throws Exception {
    CatalystSqlParser parser = new CatalystSqlParser();
    for (String hostile : HostileTexts.some(500, 8)) {
      String query = "SELECT " + sql.literal(hostile) + " AS " + sql.identifier(hostile);
      Project read = (Project) parser.parsePlan(query);
      assertThat(read.projectList().size()).as(query).isEqualTo(1);
      Alias column = (Alias) read.projectList().head();
      assertThat(column.name()).isEqualTo(hostile);
      assertThat(((Literal) column.child()).value()).as(query).hasToString(hostile);
    }
  }

  @Test
  void nulIsRefused() {
    assertThatThrownBy(() -> sql.identifier("a\0b")).hasMessageContaining("NUL");
    assertThatThrownBy(() -> sql.literal("a\0b")).hasMessageContaining("NUL");
  }
}
