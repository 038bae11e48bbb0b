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
 * @param project where the project is
 * @param commands dbt commands in order, such as {@code build}; the run stops at the first that
 *     fails
 * @param selection which nodes of the project are meant
 * @param vars {@code --vars}; {@code run_date} is always there
 * @param target name of the dbt target
 * @param threads {@code --threads}
 * @param fullRefresh {@code --full-refresh}
 */
public record ModelStep(
    String warehouse,
    String schema,
    Project project,
    List<String> commands,
    Selection selection,
    Map<String, String> vars,
    String target,
    int threads,
    boolean fullRefresh) {

  public ModelStep {
    commands = List.copyOf(commands);
    selection = selection == null ? Selection.everything() : selection;
    vars = vars == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }

  /**
   * Where a project is: exactly one is given, or there are files.
   *
   * @param directory folder that holds {@code dbt_project.yml} (a mounted volume, or of the image)
   * @param files the project itself, by path
   * @param stored objects of a store
   * @param git a git repository
   */
  public record Project(
      @Nullable String directory,
      List<ProjectFile> files,
      @Nullable StoredProject stored,
      @Nullable GitProject git) {
    public Project {
      files = files == null ? List.of() : List.copyOf(files);
    }
  }

  /** One file of the project. */
  public record ProjectFile(String path, String content) {}

  /**
   * A project in an object store: a zip of it, or a folder that holds its files.
   *
   * @param store name of a store in the request
   * @param key of the zip
   * @param prefix of the files
   */
  public record StoredProject(String store, @Nullable String key, @Nullable String prefix) {}

  /**
   * A project in a git repository.
   *
   * @param url of the repository: http, https, ssh or {@code user@host:path}
   * @param ref branch, tag or full commit
   * @param subdirectory that holds {@code dbt_project.yml}; absent: the top
   * @param credentialsFolder folder with the files {@code username} and {@code password}, or {@code
   *     ssh-privatekey} and {@code known_hosts}; absent: none are needed
   * @param blockedAddresses CIDR blocks that the server may not be in
   */
  public record GitProject(
      String url,
      String ref,
      @Nullable String subdirectory,
      @Nullable String credentialsFolder,
      List<String> blockedAddresses) {
    public GitProject {
      blockedAddresses = blockedAddresses == null ? List.of() : List.copyOf(blockedAddresses);
    }
  }

  /**
   * Which nodes are meant.
   *
   * @param select {@code --select}; empty: everything
   * @param exclude {@code --exclude}
   * @param selector {@code --selector}; absent: none
   * @param stateOf step whose last success the project is compared with ({@code --state}); absent:
   *     it is compared with nothing
   * @param defer {@code --defer}: what is neither selected nor built is read where the last success
   *     has built it
   */
  public record Selection(
      List<String> select,
      List<String> exclude,
      @Nullable String selector,
      @Nullable String stateOf,
      boolean defer) {
    public Selection {
      select = select == null ? List.of() : List.copyOf(select);
      exclude = exclude == null ? List.of() : List.copyOf(exclude);
    }

    /** No choice at all. */
    public static Selection everything() {
      return new Selection(List.of(), List.of(), null, null, false);
    }
  }
}
