package dev.sluice.spark;

import static dev.sluice.spark.FakeLake.DATE;
import static dev.sluice.spark.FakeLake.csv;
import static dev.sluice.spark.FakeLake.input;
import static dev.sluice.spark.FakeLake.output;
import static dev.sluice.spark.FakeLake.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.Digest;
import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.Outcome;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transforms in a jar, compiled as a user's build would. */
@ExtendWith({LakeFixture.Extension.class, SharedSpark.class})
class JarIT {

  private static final String SOURCE =
      """
      package com.example;

      import org.apache.spark.api.java.function.FilterFunction;
      import org.apache.spark.sql.Dataset;
      import org.apache.spark.sql.Row;
      import org.apache.spark.sql.SparkSession;

      public class NAME {
        public static void main(String[] arguments) {
          SparkSession spark = SparkSession.builder().getOrCreate();
          Dataset<Row> ratings = spark.table("ratings");
          BODY
        }
      }
      """;

  private final FakeLake lake;
  private final SharedSpark spark;
  private final Path folder;

  JarIT(LakeFixture fixture, SharedSpark spark, @TempDir Path folder) throws Exception {
    this.spark = spark;
    this.folder = folder;
    this.lake = new FakeLake(fixture, "jar" + System.nanoTime());
    lake.raw("ratings", false, DATE, "ratings.csv", "userId,movieId,rating\n1,10,4.0\n1,20,3.5\n");
  }

  /** Tests share a Spark, which loads one jar and class of a name only. */
  private Path jar(String name, String body) throws Exception {
    Path source = folder.resolve("com/example/" + name + ".java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, SOURCE.replace("NAME", name).replace("BODY", body));
    int problems =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
    assertThat(problems).isZero();
    Path jar = folder.resolve(name + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.list(source.getParent())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        entries.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
    return jar;
  }

  private static TransformStep step(TransformStep.Jar jar, TransformStep.Output... outputs) {
    return new TransformStep(
        List.of(input("ratings", "ratings", csv())), null, jar, List.of(outputs));
  }

  private static TransformStep.Output only() {
    return new TransformStep.Output(null, null, output("out"));
  }

  private List<String> rows(String dataset) throws Exception {
    return spark.rows(lake, lake.read(dataset, false, SliceSelection.RUN, DATE));
  }

  @Test
  void viewsThatTheMainMethodLeavesBecomeOutputsAlsoWithFunctionsOfItsOwn() throws Exception {
    Path file =
        jar(
            "Functions",
            "double least = Double.parseDouble(arguments[0]);"
                + " ratings.filter((FilterFunction<Row>) r -> r.getDouble(2) >= least)"
                + ".createOrReplaceTempView(\"loved\");"
                + " ratings.groupBy(\"userId\").count().createOrReplaceTempView(\"counts\");");
    lake.store().put("code/job.jar", file, "application/java-archive");
    TransformStep.CodeObject object =
        new TransformStep.CodeObject(
            "lake", "code/job.jar", Digest.checksum(file).substring("sha256:".length()));
    spark.run(
        lake,
        run("a", DATE, 1),
        step(
            new TransformStep.Jar(null, object, "com.example.Functions", List.of("4")),
            new TransformStep.Output("loved", null, output("loved")),
            new TransformStep.Output("counts", null, output("counts"))));
    assertThat(rows("loved")).containsExactly("[1,10,4.0]");
    assertThat(rows("counts")).containsExactly("[1,2]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "com.example.Job | spark.sql(\"SELECT 1\"); | OutputMissing | left no temporary view output",
        "com.example.Jobs | | ClassNotFound | there is no class com.example.Jobs in the jar",
        "com.example.Job | throw new IllegalStateException(\"no luck\"); | JobFailed | at Job.java:12: java.lang.IllegalStateException: no luck",
        "com.example.Job | ratings.select(\"stars\").show(); | JobFailed | Exception: [UNRESOLVED_COLUMN",
      })
  void failureIsTheUsersAndSaysWhere(String mainClass, String body, String reason, String message)
      throws Exception {
    Path file = jar("Job", body == null ? "" : body);
    StepResult failure =
        spark.failure(
            lake,
            run("f" + reason, DATE, 1),
            step(new TransformStep.Jar(file.toString(), null, mainClass, List.of()), only()));
    assertThat(failure.outcome()).as(failure.message()).isEqualTo(Outcome.USER_ERROR);
    assertThat(failure.reason()).as(failure.message()).isEqualTo(reason);
    assertThat(failure.message()).contains(message).doesNotContain("\tat ", "\n");
  }
}
