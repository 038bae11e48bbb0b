package dev.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StoreConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** IAM roles for service accounts: EKS gives a pod a token, and AWS's STS keys for it. */
class WebIdentityTest {
  private static final String ROLE = "arn:aws:iam::123456789012:role/lake";
  private static final StoreConnection STORE =
      new StoreConnection("films", "", "eu-central-1", null, false, null, null);

  @TempDir private Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer sts;
  private Map<String, String> settings;
  private int status = 200;
  private String answer =
      """
      <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleWithWebIdentityResult><Credentials>
          <AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
          <SessionToken>session</SessionToken><Expiration>%s</Expiration>
        </Credentials></AssumeRoleWithWebIdentityResult>
      </AssumeRoleWithWebIdentityResponse>
      """
          .formatted(Instant.now().plusSeconds(3600));

  @BeforeEach
  void start() throws IOException {
    sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sts.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          asked.add(
              URLDecoder.decode(new String(body, StandardCharsets.UTF_8), StandardCharsets.UTF_8));
          byte[] content = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, content.length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
    sts.start();
    // What a pod gets as environment variables is taken from these as well.
    settings =
        Map.of(
            "aws.roleArn",
            ROLE,
            "aws.webIdentityTokenFile",
            Files.writeString(folder.resolve("token"), "jwt").toString(),
            "aws.region",
            "eu-central-1",
            "aws.endpointUrlSts",
            "http://127.0.0.1:" + sts.getAddress().getPort());
    settings.forEach(System::setProperty);
  }

  @AfterEach
  void stop() {
    settings.keySet().forEach(System::clearProperty);
    sts.stop(0);
  }

  @Test
  void aPodSignsInAsTheRoleOfItsServiceAccount() {
    assertThat(StoreCredentials.of(STORE).resolveCredentials())
        .isInstanceOfSatisfying(
            AwsSessionCredentials.class,
            keys -> {
              assertThat(keys.accessKeyId()).isEqualTo("ASIA1");
              assertThat(keys.secretAccessKey()).isEqualTo("secret");
              assertThat(keys.sessionToken()).isEqualTo("session");
            });
    assertThat(asked)
        .singleElement()
        .asString()
        .contains("Action=AssumeRoleWithWebIdentity", "RoleArn=" + ROLE, "WebIdentityToken=jwt");
  }

  @Test
  void aRoleThatDoesNotTrustTheServiceAccountIsSaidSo() {
    status = 403;
    answer =
        """
        <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
        <Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>
        """;
    assertThatThrownBy(() -> StoreCredentials.of(STORE).resolveCredentials())
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessage(
            "The web identity of the pod is no identity for "
                + StoreFailure.name(STORE)
                + ": Not authorized to perform sts:AssumeRoleWithWebIdentity. Let the role trust the"
                + " step's service account.");
  }
}
