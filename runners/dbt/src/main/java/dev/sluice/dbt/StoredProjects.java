package dev.sluice.dbt;

import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.StoredObject;
import dev.sluice.protocol.ModelStep.StoredProject;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Fetches a project from an object store: a zip, or the objects below a prefix. */
final class StoredProjects {

  private static final String FILE = "dbt_project.yml";

  private final ObjectStore store;
  private final StepContext context;

  StoredProjects(ObjectStore store, StepContext context) {
    this.store = store;
    this.context = context;
  }

  /** Puts the project into a folder and says where it is from. */
  String fetch(StoredProject project, ProjectFolder folder)
      throws IOException, InterruptedException {
    if (project.key() == null) {
      return prefix(Objects.requireNonNull(project.prefix()), folder);
    }
    Path zip = context.scratch().resolve("project.zip");
    get(project.key(), zip);
    try {
      unzip(zip, store.uri(project.key()), folder);
    } finally {
      Files.delete(zip);
    }
    return store.uri(project.key());
  }

  /** What is gone while a step reads a dataset may come back; a project was never there. */
  private void get(String key, Path zip) {
    try {
      store.get(key, zip);
    } catch (StepFailure.Transient e) {
      if (!e.result().reason().equals("ObjectGone")) {
        throw e;
      }
      throw new StepFailure.UserError(
          "ProjectNotFound",
          "spec.project.s3: "
              + store.uri(key)
              + " does not exist: upload the project, or correct key.",
          e);
    }
  }

  private String prefix(String prefix, ProjectFolder folder)
      throws IOException, InterruptedException {
    String base = prefix.endsWith("/") ? prefix : prefix + "/";
    List<StoredObject> objects = store.list(base);
    if (objects.isEmpty()) {
      throw new StepFailure.UserError(
          "ProjectNotFound",
          "spec.project.s3: there is nothing below "
              + store.uri(base)
              + ": upload the project, or correct prefix.");
    }
    Path file = context.scratch().resolve("project-file");
    for (StoredObject object : objects) {
      context.checkCancelled();
      // Some tools put an empty object for each folder.
      if (!object.path().endsWith("/")) {
        store.get(object.path(), file);
        try (InputStream content = Files.newInputStream(file)) {
          folder.write(object.path().substring(base.length()), content);
        }
      }
    }
    Files.deleteIfExists(file);
    return store.uri(base);
  }

  private static void unzip(Path file, String uri, ProjectFolder folder) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries =
          Collections.list(zip.entries()).stream().filter(entry -> !entry.isDirectory()).toList();
      String top = top(entries);
      for (ZipEntry entry : entries) {
        if (entry.getName().startsWith(top)) {
          try (InputStream content = zip.getInputStream(entry)) {
            folder.write(entry.getName().substring(top.length()), content);
          }
        }
      }
    } catch (ZipException e) {
      throw new StepFailure.UserError(
          "ProjectInvalid",
          "spec.project.s3: " + uri + " is not a zip file (" + e.getMessage() + "): zip it again.",
          e);
    }
  }

  /** Many tools zip the folder rather than what is in it. */
  private static String top(List<? extends ZipEntry> entries) {
    return entries.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.equals(FILE) || name.endsWith("/" + FILE))
        .map(name -> name.substring(0, name.length() - FILE.length()))
        .filter(top -> top.chars().filter(c -> c == '/').count() <= 1)
        .min(String::compareTo)
        .orElse("");
  }
}
