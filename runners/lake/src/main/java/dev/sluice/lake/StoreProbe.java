package dev.sluice.lake;

import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;

/** Finds out whether a store can do all that Sluice needs of it. */
public final class StoreProbe {

  private StoreProbe() {}

  /** Lists the prefix of the probed store, and writes and deletes an object there. */
  public static StepResult probe(StepRequest request) {
    if (request.probe() == null || request.probe().store() == null) {
      throw new StepFailure.Crash("The request has no store to probe.");
    }
    try (ObjectStore store = ObjectStore.connect(request.store(request.probe().store()))) {
      RunContext run = request.run();
      String path = "_sluice/probe/" + run.namespace() + "/" + run.uid() + "-" + run.attempt();
      store.list("_sluice/probe");
      boolean refused;
      try {
        write(store, path);
        refused = !write(store, path);
      } finally {
        store.delete(List.of(path));
      }
      if (!refused) {
        throw new StepFailure.UserError(
            "ConditionalWritesUnsupported",
            StoreFailure.name(store.connection())
                + " ignores If-None-Match: without conditional writes two runs could publish the"
                + " same slice. Use a store that honours them (AWS S3, SeaweedFS, MinIO, Ceph).");
      }
      return StepResult.succeeded(
          StoreFailure.name(store.connection()) + " can be listed, written and deleted from.",
          new StepResult.Results(
              null, null, null, store.uri(""), null, false, null, null, null, null));
    }
  }

  /** Whether the object was written, and not there before. */
  private static boolean write(ObjectStore store, String path) {
    try {
      store
          .s3()
          .putObject(
              b -> b.bucket(store.bucket()).key(store.key(path)).ifNoneMatch("*"),
              RequestBody.fromString("probe"));
      return true;
    } catch (AwsServiceException e) {
      if (e.statusCode() == 412) {
        return false;
      }
      throw StoreFailure.translate(e, store.connection(), "write " + store.uri(path));
    } catch (SdkException e) {
      throw StoreFailure.translate(e, store.connection(), "write " + store.uri(path));
    }
  }
}
