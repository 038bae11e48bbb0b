package dev.sluice.spark;

import static dev.sluice.spark.FakeLake.column;
import static dev.sluice.spark.FakeLake.csv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredColumnsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integer | int",
        "BIGINT | bigint",
        "double precision | double",
        "decimal(10,2) | decimal(10,2)",
        "varchar(20) | string",
        "character varying (20) | string",
        "text | string",
        "timestamp with time zone | timestamp"
      })
  void namesOfAnsiSqlAreUnderstood(String declared, String spark) {
    DataType type = DeclaredColumns.typed(csv(column("c", declared)), "raw").apply("c").dataType();
    assertThat(type.catalogString()).isEqualTo(spark);
  }

  @Test
  void columnDeclaredTwiceIsRefused() {
    assertThatThrownBy(
            () -> DeclaredColumns.typed(csv(column("a", "int"), column("A", "int")), "raw"))
        .hasMessage("Input raw declares column A twice. Rename one of them.");
  }
}
