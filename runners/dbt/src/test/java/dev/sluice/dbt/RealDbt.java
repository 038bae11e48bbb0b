package dev.sluice.dbt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The dbt that ships with Sluice, from the virtual environment that the build makes once. */
final class RealDbt {

  private RealDbt() {}

  /** The program. */
  static String program() {
    return Program.PATH;
  }

  /** Environment in which {@link DbtRunner} finds dbt. */
  static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put(DbtRunner.PROGRAM, Program.PATH);
    return environment;
  }

  /** Executes statements on a database file. */
  static void execute(Path database, String... statements) throws SQLException {
    try (Connection connection = open(database)) {
      for (String sql : statements) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(sql);
        }
      }
    }
  }

  /** The first column of a query, as text. */
  static List<String> query(Path database, String sql) throws SQLException {
    try (Connection connection = open(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  static Connection open(Path database) throws SQLException {
    return DriverManager.getConnection("jdbc:duckdb:" + database);
  }

  /** The root of the checkout. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("dev/python/requirements-dbt.txt"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static final class Program {
    static final String PATH = find();

    private static String find() {
      String given = System.getenv(DbtRunner.PROGRAM);
      if (given != null) {
        return given;
      }
      try {
        Process venv =
            new ProcessBuilder("bash", root().resolve("dev/python/venv").toString(), "dbt")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String folder =
            new String(venv.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return folder + "/bin/dbt";
      } catch (IOException e) {
        throw new IllegalStateException("The virtual environment of dbt cannot be made.", e);
      }
    }
  }
}
