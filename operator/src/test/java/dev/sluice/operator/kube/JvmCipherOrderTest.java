package dev.sluice.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.TlsVersion;
import org.junit.jupiter.api.Test;

class JvmCipherOrderTest {

  @Test
  void cipherSuitesAreThoseOfTheJvmAndTlsVersionsThoseOfTheClient() {
    OkHttpClient.Builder builder = new OkHttpClient.Builder();
    new JvmCipherOrder().additionalConfig(builder);
    ConnectionSpec tls = builder.build().connectionSpecs().get(0);
    assertThat(tls.isTls()).isTrue();
    // No list of its own: the socket's order stands, which jdk.tls.client.cipherSuites sets.
    assertThat(tls.cipherSuites()).isNull();
    assertThat(tls.tlsVersions()).containsExactly(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2);
  }
}
