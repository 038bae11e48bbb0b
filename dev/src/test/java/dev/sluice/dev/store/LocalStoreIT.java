package dev.sluice.dev.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;

class LocalStoreIT {
  @TempDir Path folder;

  private static S3Client client(LocalStore store) {
    return S3Client.builder()
        .endpointOverride(store.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
        .httpClientBuilder(Apache5HttpClient.builder())
        .build();
  }

  @Test
  void storeCreatesBucketsRefusesStrangersAndLeavesNothing() throws Exception {
    Path state = folder.resolve("store");
    try (LocalStore store = LocalStore.start(state)) {
      store.createBucket("landing");
      store.createBucket("lake");
      store.createBucket("lake");
      URI bucket = store.endpoint().resolve("/landing/");
      int anonymous =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(bucket).build(), BodyHandlers.discarding())
              .statusCode();
      assertThat(anonymous).isEqualTo(403);
      try (S3Client s3 = client(store)) {
        for (String name : List.of("landing", "lake")) {
          s3.putObject(put -> put.bucket(name).key("a/b.txt"), RequestBody.fromString("hello"));
          assertThat(s3.getObjectAsBytes(get -> get.bucket(name).key("a/b.txt")).asUtf8String())
              .isEqualTo("hello");
        }
        assertThat(s3.listBuckets().buckets()).extracting(Bucket::name).contains("landing", "lake");
      }
    }
    assertThat(state).doesNotExist();
  }
}
