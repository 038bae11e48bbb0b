package dev.sluice.spark;

import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a format declares, in Spark's types. */
final class DeclaredColumns {

  /** Names of ANSI SQL that Spark does not know; it keeps texts of any length. */
  private static final Map<String, String> ANSI_NAMES =
      Map.of(
          "double precision", "double",
          "text", "string",
          "varchar", "string",
          "character varying", "string",
          "timestamp with time zone", "timestamp",
          "timestamp without time zone", "timestamp_ntz",
          "numeric", "decimal");

  private static final Pattern SIZED_TEXT =
      Pattern.compile("(varchar|char|character|character varying)\\s*\\(\\s*\\d+\\s*\\)");

  private DeclaredColumns() {}

  static List<String> names(Format format) {
    return format.columns().stream().map(Format.Column::name).toList();
  }

  /** Whether there are columns and each has a type, so that nothing needs to be found out. */
  static boolean complete(Format format) {
    return !format.columns().isEmpty()
        && format.columns().stream().allMatch(column -> column.type() != null);
  }

  /**
   * The declared columns with their types; those without one are left out.
   *
   * @param input name of the input for messages
   */
  static StructType typed(Format format, String input) {
    List<StructField> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Format.Column column : format.columns()) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        throw new StepFailure.UserError(
            "BadColumns",
            "Input " + input + " declares column " + column.name() + " twice. Rename one of them.");
      }
      if (column.type() != null) {
        fields.add(
            DataTypes.createStructField(
                column.name(), type(column.name(), column.type(), input), true));
      }
    }
    return DataTypes.createStructType(fields);
  }

  private static DataType type(String column, String type, String input) {
    String plain = type.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    if (SIZED_TEXT.matcher(plain).matches()) {
      return DataTypes.StringType;
    }
    try {
      return DataType.fromDDL(ANSI_NAMES.getOrDefault(plain, type.strip()));
    } catch (RuntimeException e) {
      throw unknownType(column, type, input, e);
    } catch (Exception e) {
      // Scala throws checked exceptions undeclared; the parser's is one.
      if (e instanceof SparkThrowable) {
        throw unknownType(column, type, input, e);
      }
      throw new IllegalStateException(e);
    }
  }

  private static StepFailure.UserError unknownType(
      String column, String type, String input, Exception cause) {
    return new StepFailure.UserError(
        "UnknownType",
        "Column "
            + column
            + " of input "
            + input
            + " has type \""
            + type
            + "\", which is none. Use one such as int, bigint, double, decimal(10,2), boolean,"
            + " date, timestamp or string.",
        cause);
  }
}
