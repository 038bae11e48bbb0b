package dev.sluice.warehouse.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection.RedshiftSignIn;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwsCredentialsApiTest {

  private static final RedshiftSignIn CLUSTER =
      new RedshiftSignIn(null, null, "analytics", "load+er", null, "eu-central-1");
  private static final RedshiftSignIn WORKGROUP =
      new RedshiftSignIn(null, null, null, null, "wg-1", "eu-central-1");

  @TempDir private Path folder;
  private final Map<String, String> asked = new HashMap<>();
  private HttpServer aws;
  private int status = 200;
  private String answer = "";

  @BeforeEach
  void start() throws Exception {
    System.setProperty("aws.accessKeyId", "AKIDTEST");
    System.setProperty("aws.secretAccessKey", "of-the-test");
    aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    aws.createContext(
        "/",
        exchange -> {
          asked.put(
              "body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          asked.put("signed", exchange.getRequestHeaders().getFirst("Authorization"));
          asked.put("target", exchange.getRequestHeaders().getFirst("X-Amz-Target"));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    aws.start();
  }

  @AfterEach
  void stop() {
    aws.stop(0);
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private SignIn password(RedshiftSignIn signIn) {
    return new AwsCredentialsApi(URI.create("http://127.0.0.1:" + aws.getAddress().getPort() + "/"))
        .password("wh", "db", signIn);
  }

  @Test
  void aClusterIsAskedForItsUser() {
    answer =
        "<GetClusterCredentialsResponse xmlns=\"http://redshift.amazonaws.com/doc/2012-12-01/\">"
            + "<GetClusterCredentialsResult><DbUser>IAM:load+er</DbUser>"
            + "<DbPassword>p&amp;ss</DbPassword></GetClusterCredentialsResult>"
            + "</GetClusterCredentialsResponse>";
    SignIn signIn = password(CLUSTER);
    assertThat(signIn.user()).isEqualTo("IAM:load+er");
    assertThat(signIn.password()).isEqualTo("p&ss");
    assertThat(signIn.toString()).doesNotContain("p&ss");
    assertThat(asked.get("body"))
        .isEqualTo(
            "Action=GetClusterCredentials&Version=2012-12-01&ClusterIdentifier=analytics"
                + "&DbUser=load%2Ber&DbName=db&AutoCreate=false&DurationSeconds=900");
    assertThat(asked.get("signed"))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIDTEST/")
        .contains("/eu-central-1/redshift/aws4_request");
  }

  @Test
  void aWorkgroupIsAskedByTheIdentityAlone() {
    answer = "{\"dbUser\": \"IAMR:sluice\", \"dbPassword\": \"secret\", \"expiration\": 1}";
    assertThat(password(WORKGROUP)).isEqualTo(new SignIn("IAMR:sluice", "secret"));
    assertThat(asked.get("body"))
        .isEqualTo("{\"workgroupName\":\"wg-1\",\"dbName\":\"db\",\"durationSeconds\":900}");
    assertThat(asked.get("target")).isEqualTo("RedshiftServerless.GetCredentials");
    assertThat(asked.get("signed")).contains("/eu-central-1/redshift-serverless/aws4_request");
  }

  @Test
  void aRefusalIsSaidInTheWordsOfAws() {
    status = 404;
    answer =
        "<ErrorResponse><Error><Code>ClusterNotFound</Code><Message>Cluster analytics not"
            + " found.</Message></Error></ErrorResponse>";
    assertThatThrownBy(() -> password(CLUSTER))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("cluster analytics of warehouse wh")
        .hasMessageContaining("ClusterNotFound: Cluster analytics not found.");
    status = 400;
    answer = "{\"__type\": \"AccessDeniedException\", \"message\": \"no\"}";
    assertThatThrownBy(() -> password(WORKGROUP))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("AccessDeniedException: no");
  }

  @Test
  void anOutageIsTriedAgain() {
    status = 503;
    answer = "{}";
    assertThatThrownBy(() -> password(WORKGROUP)).isInstanceOf(StepFailure.Transient.class);
    answer = "down";
    assertThatThrownBy(() -> password(CLUSTER)).isInstanceOf(StepFailure.Transient.class);
  }

  @Test
  void aRoleThatDoesNotTrustTheServiceAccountIsSaidSo() throws Exception {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    Map<String, String> ofThePod =
        Map.of(
            "aws.roleArn",
            "arn:aws:iam::123456789012:role/loader",
            "aws.webIdentityTokenFile",
            Files.writeString(folder.resolve("token"), "jwt").toString(),
            "aws.region",
            "eu-central-1",
            "aws.endpointUrlSts",
            "http://127.0.0.1:" + aws.getAddress().getPort());
    ofThePod.forEach(System::setProperty);
    status = 403;
    answer =
        """
        <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
        <Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>
        """;
    try {
      assertThatThrownBy(() -> password(CLUSTER))
          .isInstanceOf(StepFailure.UserError.class)
          .hasMessage(
              "The web identity of the pod is no identity for warehouse wh: Not authorized to"
                  + " perform sts:AssumeRoleWithWebIdentity. Let the role trust the step's service"
                  + " account.");
    } finally {
      ofThePod.keySet().forEach(System::clearProperty);
    }
    assertThat(asked.get("body")).contains("Action=AssumeRoleWithWebIdentity");
  }
}
