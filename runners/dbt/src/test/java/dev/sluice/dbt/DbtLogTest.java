package dev.sluice.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DbtLogTest {

  private final DbtLog log = new DbtLog();

  @Test
  void theErrorThatStopsDbtIsKept() {
    log.line(
        "{\"info\": {\"name\": \"MainEncounteredError\", \"level\": \"error\", \"msg\": \"m\"},"
            + " \"data\": {\"exc\": \"Parsing Error\\n  x\"}}");

    assertThat(log.error()).isEqualTo("Parsing Error\n  x");
  }

  @Test
  void theVersionIsKeptWithoutItsEqualsSign() {
    log.line(
        "{\"info\": {\"name\": \"MainReportVersion\", \"level\": \"info\", \"msg\": \"m\"},"
            + " \"data\": {\"version\": \"=1.11.16\"}}");

    assertThat(log.version()).isEqualTo("1.11.16");
  }

  @Test
  void linesThatAreNoEventsAreKeptToTheLastTen() {
    for (int i = 0; i < 30; i++) {
      log.line(i % 2 == 0 ? "{not json " + i : "plain " + i);
    }

    assertThat(log.lastLines()).hasSize(10).endsWith("{not json 28", "plain 29");
  }
}
