package dev.sluice.warehouse.snowflake;

import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Snowflake's driver, from a folder of its own. It is one jar of 99 MB with 48,000 entries: on the
 * class path its directory alone would take 7 MB of heap and 20 ms of CPU from every load of any
 * other warehouse.
 */
final class SnowflakeDriver {

  private static final String CLASS = "net.snowflake.client.api.driver.SnowflakeDriver";

  private static final Logger LOGGER = Logger.getLogger("net.snowflake");

  private static @Nullable Driver driver;

  private SnowflakeDriver() {}

  /** Loads the driver when it is asked for, and once. */
  static synchronized Driver get() {
    if (driver == null) {
      driver = load();
    }
    return driver;
  }

  private static Driver load() {
    List<URL> jars = jars();
    if (jars.isEmpty()) {
      throw new StepFailure.UserError(
          "DriverMissing",
          "This image has no driver for Snowflake: put snowflake-jdbc into the folder drivers beside"
              + " the runner's jar, as make images does.");
    }
    // It logs each refused request as an error, with the response; failures are told by us.
    LOGGER.setLevel(Level.OFF);
    try {
      // Never closed: the driver loads classes until the process ends.
      ClassLoader loader =
          new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
      return Class.forName(CLASS, true, loader)
          .asSubclass(Driver.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Snowflake's driver is not in the folder drivers.", e);
    }
  }

  /** In the folder {@code drivers} beside this module's jar. */
  private static List<URL> jars() {
    Path folder = own().resolveSibling("drivers");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".jar")).map(SnowflakeDriver::url).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path own() {
    try {
      return Path.of(
          SnowflakeDriver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
