package dev.sluice.ingest;

import dev.sluice.lake.Glob;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.StoredObject;
import dev.sluice.protocol.AddressPolicy;
import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds out what the sources of a step consist of. */
final class Sources implements AutoCloseable {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  private final StepRequest request;
  private final AddressPolicy policy;
  private final Map<String, ObjectStore> stores = new HashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_WITHIN)
          .build();

  Sources(StepRequest request, IngestStep step) {
    this.request = request;
    this.policy = AddressPolicy.of(step.blockedAddresses());
  }

  /** The origins of a source: one, or those below a prefix. */
  List<Origin> origins(IngestStep.Source source) {
    if (source.http() != null) {
      return List.of(new HttpOrigin(client, policy, source.http()));
    }
    IngestStep.S3 s3 = source.s3();
    if (s3 == null) {
      throw new StepFailure.UserError(
          "BadSource", "A source has neither http nor s3: give it one of them.");
    }
    ObjectStore store =
        stores.computeIfAbsent(s3.store(), name -> ObjectStore.connect(request.store(name)));
    if (s3.key() != null) {
      String name = s3.key().substring(s3.key().lastIndexOf('/') + 1);
      return List.of(new S3Origin(store, s3.key(), name));
    }
    if (s3.prefix() == null) {
      throw new StepFailure.UserError(
          "BadSource",
          "The source in store " + s3.store() + " has neither key nor prefix: give it one.");
    }
    return below(store, s3.prefix(), source);
  }

  private static List<Origin> below(ObjectStore store, String prefix, IngestStep.Source source) {
    String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    List<String> paths =
        store.list(folder).stream()
            .map(StoredObject::path)
            // Neither folder markers nor what Sluice itself keeps beside data.
            .filter(path -> !path.endsWith("/") && !("/" + path).contains("/_sluice/"))
            .toList();
    if (paths.isEmpty()) {
      throw S3Origin.notFound(store, folder, null);
    }
    if (source.unpack() != IngestStep.Unpack.NONE) {
      return paths.stream().map(path -> origin(store, path, folder)).toList();
    }
    List<Glob> include = source.include().stream().map(Glob::of).toList();
    List<Origin> chosen =
        paths.stream()
            .filter(
                path ->
                    include.isEmpty()
                        || include.stream()
                            .anyMatch(glob -> glob.matches(path.substring(folder.length()))))
            .map(path -> origin(store, path, folder))
            .toList();
    if (chosen.isEmpty()) {
      throw new StepFailure.UserError(
          "NothingMatched",
          "No object below "
              + store.uri(folder)
              + " is matched by include. There are "
              + paths.stream().limit(10).map(path -> path.substring(folder.length())).toList()
              + (paths.size() > 10 ? " and more" : "")
              + ": correct include of the source.");
    }
    return chosen;
  }

  private static Origin origin(ObjectStore store, String path, String folder) {
    return new S3Origin(store, path, path.substring(folder.length()));
  }

  @Override
  public void close() {
    stores.values().forEach(ObjectStore::close);
  }
}
