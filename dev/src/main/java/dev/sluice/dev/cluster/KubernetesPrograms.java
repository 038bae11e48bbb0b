package dev.sluice.dev.cluster;

import dev.sluice.dev.process.BundledScript;
import dev.sluice.dev.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The programs of a control plane, and in words where they come from. */
public record KubernetesPrograms(
    Path etcd, Path apiServer, Optional<Path> controllerManager, Path kubectl, String source) {

  private static final BundledScript BUILD =
      new BundledScript(
          "kubernetes",
          List.of("build", "envtest.py", "go.mod", "go.sum", "tools.go", "etcd/main.go"));

  /**
   * Finds the programs in KUBEBUILDER_ASSETS, else downloads or compiles them, or takes those of an
   * earlier time.
   */
  public static KubernetesPrograms find() {
    String assets = System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "");
    if (!assets.isEmpty()) {
      return inFolder(Path.of(assets), "KUBEBUILDER_ASSETS (" + assets + ")");
    }
    List<String> wanted =
        new ArrayList<>(List.of("etcd", "kube-apiserver", "kube-controller-manager"));
    if (!ChildProcess.onPath("kubectl")) {
      wanted.add("kubectl");
    }
    Path folder = Path.of(BUILD.run(wanted));
    String origin =
        Files.exists(folder.resolve(".downloaded"))
            ? "Kubernetes' test binaries, downloaded"
            : "compiled from the public Go modules";
    return inFolder(folder, origin + " (" + folder + ")");
  }

  /** The kubectl on the PATH, else one that is downloaded or compiled. */
  static Path findKubectl() {
    return ChildProcess.onPath("kubectl")
        ? Path.of("kubectl")
        : Path.of(BUILD.run(List.of("kubectl"))).resolve("kubectl");
  }

  static KubernetesPrograms inFolder(Path folder, String source) {
    Path controllerManager = folder.resolve("kube-controller-manager");
    Path kubectl = folder.resolve("kubectl");
    return new KubernetesPrograms(
        required(folder, "etcd"),
        required(folder, "kube-apiserver"),
        Files.isExecutable(controllerManager) ? Optional.of(controllerManager) : Optional.empty(),
        Files.isExecutable(kubectl) ? kubectl : Path.of("kubectl"),
        source);
  }

  private static Path required(Path folder, String program) {
    Path path = folder.resolve(program);
    if (!Files.isExecutable(path)) {
      throw new IllegalStateException(
          "No executable "
              + path
              + ": point KUBEBUILDER_ASSETS at a folder with etcd and kube-apiserver, or unset it");
    }
    return path;
  }
}
