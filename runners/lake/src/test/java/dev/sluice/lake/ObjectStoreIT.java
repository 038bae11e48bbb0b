package dev.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.ProbeStep;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.StoreConnection;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class ObjectStoreIT {

  @TempDir private Path folder;

  @Test
  void largeFileComesBackAsItWas(LakeFixture lake) throws Exception {
    byte[] content = new byte[(int) (2 * Upload.PART_BYTES + 12345)];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("large"), content);
    try (ObjectStore store = lake.open("p/")) {
      store.put("large/ö &+.bin", file, "application/octet-stream");
      Path copy = folder.resolve("copy");
      store.get("large/ö &+.bin", copy);
      assertThat(copy).hasSameBinaryContentAs(file);
      assertThat(store.list("large"))
          .singleElement()
          .satisfies(
              object -> {
                assertThat(object.path()).isEqualTo("large/ö &+.bin");
                assertThat(object.bytes()).isEqualTo(content.length);
              });
      store.delete(List.of("large/ö &+.bin", "large/not-there"));
      assertThat(store.list("")).isEmpty();
    }
  }

  @Test
  void folderIsNotListedWithItsNamesakes(LakeFixture lake) throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "x");
    try (ObjectStore store = lake.open("names/")) {
      store.put("raw/a", file, "text/plain");
      store.put("raw2/a", file, "text/plain");
      assertThat(store.list("raw")).extracting(StoredObject::path).containsExactly("raw/a");
    }
  }

  @Test
  void missingBucketIsNamed(LakeFixture lake) {
    Path secret = lake.keys().resolve("secretAccessKey");
    assertFails(lake.connection("nosuchbucket", "", lake.endpoint(), secret))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("there is no bucket \"nosuchbucket\" at " + lake.endpoint())
        .extracting(e -> ((StepFailure) e).result().reason())
        .isEqualTo("BucketNotFound");
  }

  @Test
  void wrongSecretIsSaidToBeWrong(LakeFixture lake) throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong"), "wrong");
    assertFails(lake.connection(lake.bucket(), "", lake.endpoint(), wrong))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("the secret access key is wrong")
        .extracting(e -> ((StepFailure) e).result().reason())
        .isEqualTo("WrongCredentials");
  }

  @Test
  void missingCredentialsFileIsNamed(LakeFixture lake) {
    assertFails(lake.connection(lake.bucket(), "", lake.endpoint(), folder.resolve("none")))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining(folder.resolve("none").toString());
  }

  @Test
  void rotatedCredentialsApplyToTheNextRequest(LakeFixture lake) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "wrong");
    try (ObjectStore store =
        ObjectStore.connect(lake.connection(lake.bucket(), "", lake.endpoint(), secret))) {
      assertThatThrownBy(() -> store.list("")).isInstanceOf(StepFailure.UserError.class);
      Files.copy(
          lake.keys().resolve("secretAccessKey"),
          secret,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(store.list("none")).isEmpty();
    }
  }

  @Test
  void unreachableStoreIsTransient(LakeFixture lake) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path secret = lake.keys().resolve("secretAccessKey");
    assertFails(lake.connection(lake.bucket(), "", "http://127.0.0.1:" + port, secret))
        .isInstanceOf(StepFailure.Transient.class)
        .hasMessageContaining("does not answer")
        .extracting(e -> ((StepFailure) e).result().reason())
        .isEqualTo("StoreUnavailable");
  }

  @Test
  void probeOfAGoodStoreSucceedsAndLeavesNothing(LakeFixture lake) {
    StepResult result = StoreProbe.probe(probe(lake.connection("probed/")));
    assertThat(result.message()).contains("can be listed, written and deleted from");
    try (ObjectStore store = lake.open("probed/")) {
      assertThat(store.list("")).isEmpty();
    }
  }

  private static StepRequest probe(StoreConnection connection) {
    return new StepRequest(
        StepRequest.PROTOCOL_VERSION,
        LakeFixture.run("probe", 1, 1),
        Map.of("lake", connection),
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        new ProbeStep("lake", null));
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      StoreConnection connection) {
    return assertThatThrownBy(() -> StoreProbe.probe(probe(connection)));
  }
}
