package dev.sluice.warehouse.athena;

import dev.sluice.lake.StoreCredentials;
import dev.sluice.protocol.QualityStep;
import dev.sluice.protocol.StoreConnection;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;

/** Clients of Athena and Glue, and how they are called. */
final class AwsClients {

  /** Shorter than the grace period of a cancelled attempt. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private static final int ATTEMPTS = 5;

  private AwsClients() {}

  static AthenaClient athena(QualityStep.Athena settings, StoreConnection store) {
    return configured(AthenaClient.builder(), settings, store).build();
  }

  static GlueClient glue(QualityStep.Athena settings, StoreConnection store) {
    return configured(GlueClient.builder(), settings, store).build();
  }

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configured(
      B builder, QualityStep.Athena settings, StoreConnection store) {
    builder
        .region(Region.of(store.region()))
        .credentialsProvider(StoreCredentials.of(store))
        .httpClientBuilder(
            Apache5HttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(5))
                .socketTimeout(SILENCE))
        .overrideConfiguration(
            o ->
                o.retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .build()));
    if (settings.endpoint() != null) {
      builder.endpointOverride(URI.create(settings.endpoint()));
    }
    return builder;
  }

  /**
   * Does a call.
   *
   * @param action to follow "could not": {@code start a query}
   */
  static <T> T call(QualityStep.Athena settings, String action, Supplier<T> call)
      throws InterruptedException {
    try {
      return call.get();
    } catch (AbortedException e) {
      // The flag would abort the calls that clean up, too.
      var unused = Thread.interrupted();
      InterruptedException interrupted = new InterruptedException("cancelled");
      interrupted.initCause(e);
      throw interrupted;
    } catch (SdkException e) {
      throw AthenaFailure.of(e, settings, action);
    }
  }
}
