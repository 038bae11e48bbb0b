package dev.sluice.dev.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LocalSnowflakeIT {
  private static String login(LocalSnowflake snowflake, String password, String role)
      throws Exception {
    URI uri =
        snowflake
            .endpoint()
            .resolve(
                "/session/v1/login-request?databaseName=ANALYTICS&warehouse=LOADING&roleName="
                    + role);
    String body =
        """
        {"data": {"LOGIN_NAME": "%s", "PASSWORD": "%s", "SESSION_PARAMETERS": {}}}
        """
            .formatted(snowflake.user(), password);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void snowflakeKnowsItsUserAndRoleAndLeavesNothing() throws Exception {
    Path key;
    try (LocalSnowflake snowflake = LocalSnowflake.start()) {
      key = snowflake.privateKeyFile();
      assertThat(key).content().startsWith("-----BEGIN PRIVATE KEY-----");
      assertThat(login(snowflake, snowflake.password(), snowflake.role()))
          .contains("\"success\":true");
      assertThat(login(snowflake, "wrong", snowflake.role())).contains("390100");
      assertThat(login(snowflake, snowflake.password(), "NOBODY")).contains("390189");
    }
    assertThat(Files.exists(key.resolveSibling("settings.json"))).isFalse();
  }
}
