package dev.sluice.dev.node;

import dev.sluice.dev.process.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where the node keeps the files of one pod. */
record PodFiles(Path folder) {

  static PodFiles of(Path node, String podUid) {
    return new PodFiles(node.resolve("pods").resolve(podUid));
  }

  Path volume(String name) {
    return folder.resolve("volumes").resolve(name);
  }

  Path container(String name) {
    return folder.resolve("containers").resolve(name);
  }

  Path log(String container) {
    return container(container).resolve("log");
  }

  Path terminationMessage(String container) {
    return container(container).resolve("termination-message");
  }

  /** The folder that a process is started in and that is its HOME. */
  Path home(String container) {
    return container(container).resolve("home");
  }

  void create() {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Remembers that a process of this pod was started, so that a node started later knows. */
  void markStarted() {
    try {
      Files.writeString(folder.resolve("started"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean wasStarted() {
    return Files.exists(folder.resolve("started"));
  }

  /** Volumes go when a pod has ended; its logs stay until its object goes. */
  void deleteVolumes() {
    Folders.delete(folder.resolve("volumes"));
  }

  void delete() {
    Folders.delete(folder);
  }
}
