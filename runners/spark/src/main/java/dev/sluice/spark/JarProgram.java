package dev.sluice.spark;

import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.TransformStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalog.Table;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The main method of a class in a jar, as spark-submit would call it: it gets the session with
 * {@code SparkSession.builder().getOrCreate()}, reads views and leaves temporary views.
 */
final class JarProgram implements Program {

  private static final String FIELD = "spec.jar";

  private final TransformStep.Jar jar;
  private final Path file;
  private final Set<String> inputs;
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private @Nullable URLClassLoader loader;

  /**
   * @param file the jar
   * @param inputs names of views that are not the program's
   */
  JarProgram(TransformStep.Jar jar, Path file, Set<String> inputs) {
    this.jar = jar;
    this.file = file;
    this.inputs = Set.copyOf(inputs);
  }

  @Override
  public String field(TransformStep.Output output) {
    return FIELD;
  }

  @Override
  public String text(TransformStep.Output output) {
    return jar.toString();
  }

  /** Finds the class. */
  @Override
  public void check(SparkSession session, TransformStep.Output output) throws Exception {
    if (loader == null) {
      loader = new URLClassLoader(new URL[] {file.toUri().toURL()}, before);
    }
    mainMethod(loader);
  }

  @Override
  public Dataset<Row> rows(SparkSession session, TransformStep.Output output) throws Exception {
    URLClassLoader classes = loader;
    if (classes != null && Thread.currentThread().getContextClassLoader() != classes) {
      run(session, classes);
    }
    String name = output.key();
    if (inputs.contains(name) || !views(session).contains(name)) {
      throw new StepFailure.UserError(
          "OutputMissing",
          FIELD
              + ": "
              + jar.mainClass()
              + " left no temporary view "
              + name
              + ", which is what "
              + output.field()
              + " is made of; it left "
              + views(session)
              + ". Call createOrReplaceTempView(\""
              + name
              + "\") on the rows.");
    }
    return session.table(name);
  }

  private void run(SparkSession session, URLClassLoader classes) throws Exception {
    SparkSession.setActiveSession(session);
    SparkSession.setDefaultSession(session);
    // Tasks find the classes of the jar through Spark, this thread through its own loader.
    session.sparkContext().addJar(file.toUri().toString());
    Thread.currentThread().setContextClassLoader(classes);
    try {
      mainMethod(classes).invoke(null, (Object) jar.arguments().toArray(String[]::new));
    } catch (InvocationTargetException e) {
      throw failure(e.getCause() == null ? e : e.getCause(), classes);
    }
    if (session.sparkContext().isStopped()) {
      throw new StepFailure.UserError(
          "SessionStopped",
          FIELD
              + ": "
              + jar.mainClass()
              + " stopped the session before its rows were written. Leave out spark.stop().");
    }
  }

  private List<String> views(SparkSession session) {
    List<String> names = new ArrayList<>();
    for (Table table : session.catalog().listTables().collectAsList()) {
      if (table.isTemporary() && !inputs.contains(table.name())) {
        names.add(table.name());
      }
    }
    return names;
  }

  private Method mainMethod(URLClassLoader classes) {
    try {
      Method main =
          Class.forName(jar.mainClass(), false, classes).getMethod("main", String[].class);
      if (Modifier.isStatic(main.getModifiers())) {
        return main;
      }
    } catch (ClassNotFoundException e) {
      throw new StepFailure.UserError(
          "ClassNotFound",
          FIELD + ": there is no class " + jar.mainClass() + " in the jar. Correct mainClass.",
          e);
    } catch (NoSuchMethodException e) {
      throw noMain(e);
    } catch (LinkageError e) {
      throw failure(e, classes);
    }
    throw noMain(null);
  }

  private StepFailure.UserError noMain(@Nullable Throwable cause) {
    return new StepFailure.UserError(
        "ClassNotFound",
        FIELD + ": " + jar.mainClass() + " has no public static void main(String[] args).",
        cause);
  }

  private static StepFailure.UserError failure(Throwable e, URLClassLoader classes) {
    String where =
        Arrays.stream(e.getStackTrace())
            .filter(frame -> isOfJar(frame, classes))
            .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
            .findFirst()
            .orElse("");
    String message = String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
    return new StepFailure.UserError(
        "JobFailed", FIELD + " failed" + where + ": " + e.getClass().getName() + ": " + message, e);
  }

  private static boolean isOfJar(StackTraceElement frame, URLClassLoader classes) {
    return classes.findResource(frame.getClassName().replace('.', '/') + ".class") != null;
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
    try {
      if (loader != null) {
        loader.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
