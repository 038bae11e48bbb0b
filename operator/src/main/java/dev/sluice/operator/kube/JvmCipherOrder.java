package dev.sluice.operator.kube;

import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.util.List;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/**
 * OkHttp whose TLS offers the JVM's cipher suites in the JVM's order. By itself OkHttp offers those
 * of {@link ConnectionSpec#MODERN_TLS} in an order of its own, with AES-GCM first, whatever {@code
 * jdk.tls.client.cipherSuites} of our {@code jvm.options} says.
 */
public final class JvmCipherOrder extends OkHttpClientFactory {

  @Override
  protected void additionalConfig(OkHttpClient.Builder builder) {
    List<ConnectionSpec> specs =
        builder.build().connectionSpecs().stream()
            .map(
                spec ->
                    spec.isTls()
                        ? new ConnectionSpec.Builder(spec).allEnabledCipherSuites().build()
                        : spec)
            .toList();
    builder.connectionSpecs(specs);
  }
}
