package dev.sluice.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.Lineage;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.TransformStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One Spark for all tests of a JVM; every step gets a session of its own. */
final class SharedSpark implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SharedSpark.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return this;
  }

  /** Runs a step in this JVM. */
  StepResult run(FakeLake lake, RunContext run, TransformStep step) throws Exception {
    StepContext context = new StepContext(Files.createTempDirectory("step"));
    return new SparkRunner(scratch -> Spark.SESSION.newSession())
        .run(lake.request(run, step), context);
  }

  /** Runs a step in this JVM and tells what it read and wrote, also when it fails. */
  Lineage lineage(FakeLake lake, RunContext run, TransformStep step) throws Exception {
    Path scratch = Files.createTempDirectory("step");
    try {
      new SparkRunner(s -> Spark.SESSION.newSession())
          .run(lake.request(run, step), new StepContext(scratch));
    } catch (StepFailure failed) {
      assertThat(scratch.resolve(Lineage.FILE)).exists();
    }
    return Json.MAPPER.readValue(scratch.resolve(Lineage.FILE).toFile(), Lineage.class);
  }

  /** Runs a step in this JVM that must fail. */
  StepResult failure(FakeLake lake, RunContext run, TransformStep step) throws Exception {
    try {
      StepResult result = run(lake, run, step);
      throw new AssertionError("The step should fail, but: " + result);
    } catch (StepFailure e) {
      return e.result();
    }
  }

  /** Runs checks in this JVM, whatever comes of them. */
  StepResult check(FakeLake lake, RunContext run, QualityStep step) throws Exception {
    StepContext context = new StepContext(Files.createTempDirectory("step"));
    try {
      return new SparkRunner(scratch -> Spark.SESSION.newSession())
          .run(lake.request(run, step), context);
    } catch (StepFailure e) {
      return e.result();
    }
  }

  /** The rows of a dataset as text, partition columns last. */
  List<String> rows(FakeLake lake, Snapshot snapshot) throws Exception {
    Path folder = Files.createTempDirectory("read");
    Input input =
        new InputFetch(lake.store(), snapshot, folder, new StepContext(folder))
            .run("subject", "spec.from", new StepContext(folder).progress("read", "bytes", 0));
    SparkSession session = Spark.SESSION.newSession();
    new InputReader(session, input).register();
    return session.sql("SELECT * FROM subject").collectAsList().stream()
        .map(Row::toString)
        .toList();
  }

  /** Paths of the files of a dataset. */
  static List<String> paths(Snapshot snapshot) {
    return snapshot.files().stream().map(DataFile::path).toList();
  }

  private static final class Spark {
    static final SparkSession SESSION = open();

    private static SparkSession open() {
      try {
        return LocalSpark.open(Files.createTempDirectory("shared-spark"));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
