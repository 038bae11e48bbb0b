import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** What the transform of the bench does, as somebody writes it for spark-submit: CSV, query, folder. */
public final class PlainSpark {

  public static void main(String[] arguments) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.parquet.compression.codec", "zstd")
            .getOrCreate();
    spark
        .read()
        .option("header", true)
        .schema("userId BIGINT, movieId BIGINT, rating DECIMAL(2,1), timestamp BIGINT")
        .csv(arguments[0])
        .createOrReplaceTempView("ratings");
    spark
        .sql(arguments[2])
        .write()
        .mode(SaveMode.Overwrite)
        .partitionBy("rating_year")
        .parquet(arguments[1]);
    spark.stop();
  }
}
