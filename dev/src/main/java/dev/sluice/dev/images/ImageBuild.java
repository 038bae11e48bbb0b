package dev.sluice.dev.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Makes images of the folders that {@code dev/images/stage} lays out: as files, or in a registry.
 */
public final class ImageBuild {
  private static final String LABEL = "org.opencontainers.image.";
  private static final String FILE = "tar://";

  private final ImageSettings settings;
  private final PrintStream out;

  private ImageBuild(ImageSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Builds all images; what the environment may say is in dev/README.md. Tells whether it did. */
  public static boolean run(Map<String, String> environment, Path root, PrintStream out)
      throws InterruptedException {
    String image = "";
    String from = "";
    try {
      ImageSettings settings = ImageSettings.of(environment, root);
      from = settings.from();
      ImageBuild build = new ImageBuild(settings, out);
      for (var definition : ImageDefinition.read(settings.definitions()).entrySet()) {
        image = definition.getKey();
        build.build(image, definition.getValue());
      }
      return true;
    } catch (IOException
        | InvalidImageReferenceException
        | RegistryException
        | CacheDirectoryCreationException
        | ExecutionException e) {
      Throwable reason = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      System.err.println(
          "images: cannot build "
              + image
              + " on "
              + from
              + ": "
              + reason
              + ". Name a base image that can be reached in FROM, or FROM=debian.");
      return false;
    }
  }

  private void build(String name, ImageDefinition definition)
      throws IOException,
          InvalidImageReferenceException,
          RegistryException,
          CacheDirectoryCreationException,
          InterruptedException,
          ExecutionException {
    JibContainerBuilder image =
        base()
            .setEntrypoint(definition.entrypoint())
            .setProgramArguments(List.of())
            .setUser(definition.user())
            .setLabels(labels(name, definition));
    definition.env().forEach(image::addEnvironmentVariable);
    for (String layer : definition.layers()) {
      image.addFileEntriesLayer(layer(layer));
    }
    String tagged = name + ":" + settings.tag();
    if (settings.push().isPresent()) {
      String reference = settings.push().get() + "/" + tagged;
      Containerizer target = Containerizer.to(withCredentials(reference));
      String digest = image.containerize(cached(target)).getDigest().toString();
      out.println(reference + "@" + digest);
      return;
    }
    Files.createDirectories(settings.out());
    Path archive = settings.out().resolve(name + ".tar");
    Containerizer target = Containerizer.to(TarImage.at(archive).named(tagged));
    String digest = image.containerize(cached(target)).getDigest().toString();
    out.printf("%s  %d MB  %s  %s%n", tagged, Files.size(archive) >> 20, digest, archive);
  }

  private JibContainerBuilder base() throws InvalidImageReferenceException {
    String from = settings.from();
    return from.startsWith(FILE)
        ? Jib.from(TarImage.at(Path.of(from.substring(FILE.length()))))
        : Jib.from(withCredentials(from));
  }

  private Containerizer cached(Containerizer target) {
    return target
        .setApplicationLayersCache(settings.out().resolve("cache"))
        .setBaseImageLayersCache(settings.out().resolve("cache"))
        // Registries on this machine's loopback speak plain http.
        .setAllowInsecureRegistries(settings.push().orElse("").startsWith("localhost:"))
        .setToolName("sluice");
  }

  /** With what `docker login` has stored, or a credential helper knows. */
  private static RegistryImage withCredentials(String reference)
      throws InvalidImageReferenceException {
    CredentialRetrieverFactory known =
        CredentialRetrieverFactory.forImage(
            ImageReference.parse(reference), (LogEvent quiet) -> {});
    return RegistryImage.named(reference)
        .addCredentialRetriever(known.dockerConfig())
        .addCredentialRetriever(known.wellKnownCredentialHelpers());
  }

  private Map<String, String> labels(String name, ImageDefinition definition) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(LABEL + "title", name);
    labels.put(LABEL + "description", definition.title());
    labels.put(LABEL + "version", settings.tag());
    labels.put(LABEL + "licenses", "Apache-2.0");
    settings.revision().ifPresent(revision -> labels.put(LABEL + "revision", revision));
    if (!settings.from().startsWith(FILE)) {
      labels.put(LABEL + "base.name", settings.from());
    }
    return labels;
  }

  /**
   * A folder as a layer: names and permissions as they are there, times and owners all the same.
   */
  private FileEntriesLayer layer(String name) throws IOException {
    Path folder = settings.layers().resolve(name);
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    List<Path> children;
    try (Stream<Path> listed = Files.list(folder)) {
      children = listed.sorted().toList();
    }
    for (Path child : children) {
      layer.addEntryRecursive(
          child,
          AbsoluteUnixPath.get("/" + child.getFileName()),
          (source, target) -> permissions(source));
    }
    return layer.build();
  }

  private static FilePermissions permissions(Path source) {
    try {
      return FilePermissions.fromPosixFilePermissions(Files.getPosixFilePermissions(source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
