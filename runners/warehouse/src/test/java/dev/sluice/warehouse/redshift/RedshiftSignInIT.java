package dev.sluice.warehouse.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.lake.LakeFixture;
import dev.sluice.protocol.WarehouseConnection.Redshift;
import dev.sluice.protocol.WarehouseConnection.RedshiftSignIn;
import dev.sluice.sql.SqlSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class RedshiftSignInIT {

  @Test
  void thePasswordThatAwsGivesOpensASession(LakeFixture lake, @TempDir Path folder)
      throws Exception {
    System.setProperty("aws.accessKeyId", "AKIDTEST");
    System.setProperty("aws.secretAccessKey", "of-the-test");
    HttpServer aws =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    aws.createContext(
        "/",
        exchange -> {
          byte[] body =
              "{\"dbUser\": \"IAM:loader\", \"dbPassword\": \"of-loader\"}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    aws.start();
    try (RedshiftFixture redshift = new RedshiftFixture(lake, folder)) {
      Redshift files = redshift.as("loader");
      Redshift iam =
          new Redshift(
              files.host(),
              files.port(),
              files.database(),
              files.tls(),
              files.iamRole(),
              new RedshiftSignIn(null, null, null, null, "analytics", "eu-central-1"));
      try (SqlSession session =
          RedshiftSession.open(
              new RedshiftKind("wh", iam, LakeFixture.run("r1", 1, 1)),
              new AwsCredentialsApi(
                  URI.create("http://127.0.0.1:" + aws.getAddress().getPort() + "/")))) {
        assertThat(session.query("SELECT current_user", row -> row.getString(1)))
            .containsExactly("loader");
      }
    } finally {
      aws.stop(0);
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
  }
}
