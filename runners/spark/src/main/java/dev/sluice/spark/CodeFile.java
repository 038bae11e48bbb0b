package dev.sluice.spark;

import dev.sluice.lake.Digest;
import dev.sluice.lake.ObjectStore;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.TransformStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A file of the user's code, wherever it comes from. */
final class CodeFile {

  private CodeFile() {}

  /**
   * Code as a local file.
   *
   * @param field of the spec, for messages
   * @param path in the image or a mounted volume; absent when the code is an object
   * @param target where an object is put
   */
  static Path local(
      String field,
      @Nullable String path,
      TransformStep.@Nullable CodeObject object,
      Function<String, ObjectStore> stores,
      Path target)
      throws IOException {
    if (path != null) {
      Path file = Path.of(path);
      if (!Files.isRegularFile(file)) {
        throw new StepFailure.UserError(
            "CodeNotFound",
            field + ": there is no file " + path + " in the pod. Correct the path, or the image.");
      }
      return file;
    }
    if (object == null) {
      throw new StepFailure.Crash("The request has " + field + " without any code.");
    }
    Files.createDirectories(target.getParent());
    ObjectStore store = stores.apply(object.store());
    store.get(object.key(), target);
    String found = Digest.checksum(target);
    if (!found.equals(Digest.checksum(object.sha256()))) {
      throw new StepFailure.UserError(
          "CodeChanged",
          field
              + ".s3: "
              + store.uri(object.key())
              + " has the SHA-256 "
              + found.substring(found.indexOf(':') + 1)
              + ", not the one of the spec. Run nothing unread: set sha256 to what you mean, or"
              + " restore the object.");
    }
    return target;
  }
}
