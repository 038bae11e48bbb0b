package dev.sluice.dev.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathMappingTest {
  private final PathMapping mapping =
      new PathMapping(
          Map.of(
              "/tmp", Path.of("/pod/tmp"),
              "/data", Path.of("/pod/data"),
              "/data/deep/", Path.of("/pod/deep")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /tmp                          | /pod/tmp
          /tmp/                         | /pod/tmp/
          /data/x.csv                   | /pod/data/x.csv
          /data/deep/x                  | /pod/deep/x
          -Djava.io.tmpdir=/tmp         | -Djava.io.tmpdir=/pod/tmp
          {"file":"/data/w.db"}         | {"file":"/pod/data/w.db"}
          /tmp/a:/data/b                | /pod/tmp/a:/pod/data/b
          file:///tmp/x                 | file:///pod/tmp/x
          """)
  void mountedPathIsRewrittenWhereverItStands(String text, String expected) {
    assertThat(mapping.rewrite(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/tmpfile",
    "/database/x",
    "/data.old",
    "/var/tmp/x",
    "s3://bucket/tmp/x",
    "http://host:9000/data",
    "a/data/b",
    "../tmp"
  })
  void whatOnlyLooksLikeAMountedPathStays(String text) {
    assertThat(mapping.rewrite(text)).isEqualTo(text);
  }

  @Test
  void nothingIsRewrittenWithoutMounts() {
    assertThat(new PathMapping(Map.of()).rewrite("/tmp/x")).isEqualTo("/tmp/x");
  }
}
