package dev.sluice.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a dbt project against a warehouse.
 *
 * @param warehouse name of a warehouse in the request; the profile is written from it
 * @param schema default schema of the models
 * @param projectDirectory folder that holds {@code dbt_project.yml} (a mounted volume); absent when
 *     {@code files} is given
 * @param files the project itself, by path; absent when {@code projectDirectory} is given
 * @param commands dbt commands in order, such as {@code build}; the run stops at the first that
 *     fails
 * @param select {@code --select}; empty: everything
 * @param exclude {@code --exclude}
 * @param vars {@code --vars}; {@code run_date} is always there
 * @param target name of the dbt target
 * @param threads {@code --threads}
 * @param fullRefresh {@code --full-refresh}
 */
public record ModelStep(
    String warehouse,
    String schema,
    @Nullable String projectDirectory,
    List<ProjectFile> files,
    List<String> commands,
    List<String> select,
    List<String> exclude,
    Map<String, String> vars,
    String target,
    int threads,
    boolean fullRefresh) {

  public ModelStep {
    files = files == null ? List.of() : List.copyOf(files);
    commands = List.copyOf(commands);
    select = select == null ? List.of() : List.copyOf(select);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
    vars = vars == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }

  /** One file of the project. */
  public record ProjectFile(String path, String content) {}
}
