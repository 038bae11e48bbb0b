package dev.sluice.warehouse.redshift;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.lake.PodIdentity;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.WarehouseConnection.RedshiftSignIn;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Asks AWS for a password of 15 minutes: {@code GetClusterCredentials} of a cluster, {@code
 * GetCredentials} of a workgroup. Two requests are not worth the two SDK modules that have them.
 */
final class AwsCredentialsApi {

  private static final String SECONDS = "900";

  private final @Nullable URI endpoint;

  /**
   * @param endpoint of both services; absent: those of the region
   */
  AwsCredentialsApi(@Nullable URI endpoint) {
    this.endpoint = endpoint;
  }

  private record Answer(int status, String body) {}

  SignIn password(String name, String database, RedshiftSignIn to) {
    String region = String.valueOf(to.region());
    return to.cluster() == null
        ? ofWorkgroup(name, database, String.valueOf(to.workgroup()), region)
        : ofCluster(name, database, to.cluster(), String.valueOf(to.user()), region);
  }

  private SignIn ofCluster(
      String name, String database, String cluster, String user, String region) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("Action", "GetClusterCredentials");
    form.put("Version", "2012-12-01");
    form.put("ClusterIdentifier", cluster);
    form.put("DbUser", user);
    form.put("DbName", database);
    form.put("AutoCreate", "false");
    form.put("DurationSeconds", SECONDS);
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    Answer answer =
        send(
            name,
            "redshift",
            region,
            Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
            body);
    Document xml = xml(answer);
    if (answer.status() != 200) {
      throw refused(
          name, "cluster " + cluster, answer, text(xml, "Code") + ": " + text(xml, "Message"));
    }
    return new SignIn(text(xml, "DbUser"), text(xml, "DbPassword"));
  }

  private SignIn ofWorkgroup(String name, String database, String workgroup, String region) {
    String body =
        Json.MAPPER
            .createObjectNode()
            .put("workgroupName", workgroup)
            .put("dbName", database)
            .put("durationSeconds", Integer.parseInt(SECONDS))
            .toString();
    Answer answer =
        send(
            name,
            "redshift-serverless",
            region,
            Map.of(
                "Content-Type",
                "application/x-amz-json-1.1",
                "X-Amz-Target",
                "RedshiftServerless.GetCredentials"),
            body);
    JsonNode json = json(answer);
    if (answer.status() != 200) {
      throw refused(
          name,
          "workgroup " + workgroup,
          answer,
          json.path("__type").asText() + ": " + json.path("message").asText());
    }
    return new SignIn(json.path("dbUser").asText(), json.path("dbPassword").asText());
  }

  private Answer send(
      String name, String service, String region, Map<String, String> headers, String body) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().uri(uri(service, region)).method(SdkHttpMethod.POST);
    headers.forEach(request::putHeader);
    AwsCredentials identity = identity(name);
    ContentStreamProvider content = ContentStreamProvider.fromUtf8String(body);
    var signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(identity)
                        .request(request.build())
                        .payload(content)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    try (SdkHttpClient client =
        Apache5HttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(10))
            .socketTimeout(Duration.ofSeconds(20))
            .build()) {
      HttpExecuteResponse response =
          client
              .prepareRequest(
                  HttpExecuteRequest.builder()
                      .request(signed.request())
                      .contentStreamProvider(signed.payload().orElse(content))
                      .build())
              .call();
      String answer = "";
      if (response.responseBody().isPresent()) {
        try (InputStream in = response.responseBody().get()) {
          answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
      return new Answer(response.httpResponse().statusCode(), answer);
    } catch (IOException e) {
      throw unavailable(name, service + " in " + region + " does not answer: " + e.getMessage(), e);
    }
  }

  private URI uri(String service, String region) {
    return endpoint != null
        ? endpoint
        : URI.create(
            "https://"
                + service
                + "."
                + region
                + "."
                + PartitionMetadata.of(Region.of(region)).dnsSuffix()
                + "/");
  }

  private static AwsCredentials identity(String name) {
    try (PodIdentity identity =
        new PodIdentity(
            "warehouse " + name,
            "give its ServiceAccount one (EKS Pod Identity, or an IAM role), or the Warehouse"
                + " credentials instead of iam")) {
      return identity.resolveCredentials();
    }
  }

  private static StepFailure refused(String name, String what, Answer answer, String why) {
    return answer.status() >= 500 || answer.status() == 429
        ? unavailable(name, "AWS gives no password for " + what + " now: " + why, null)
        : new StepFailure.UserError(
            "WrongCredentials",
            "AWS gives no password for "
                + what
                + " of warehouse "
                + name
                + " ("
                + why
                + "): correct spec.redshift.iam, or let the identity of the pod call"
                + " redshift:GetClusterCredentials or redshift-serverless:GetCredentials.");
  }

  private static StepFailure unavailable(String name, String why, @Nullable Exception cause) {
    return new StepFailure.Transient(
        "WarehouseUnavailable", "Warehouse " + name + ": " + why + ".", cause);
  }

  private static JsonNode json(Answer answer) {
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (IOException e) {
      throw new StepFailure.Transient(
          "WarehouseUnavailable", "AWS answered " + answer.status() + " without JSON.", e);
    }
  }

  private static Document xml(Answer answer) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(answer.body())));
    } catch (SAXException | IOException e) {
      throw new StepFailure.Transient(
          "WarehouseUnavailable", "AWS answered " + answer.status() + " without XML.", e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Document xml, String element) {
    NodeList found = xml.getElementsByTagName(element);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }
}
