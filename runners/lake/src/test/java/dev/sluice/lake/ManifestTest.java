package dev.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTest {

  private static final DataFile FILE =
      new DataFile("raw/w0123/a.csv", "a.csv", 3, null, "sha256:abc");

  @Test
  void sameManifestIsAlwaysTheSameBytesWithDatesForPeople() {
    String json = new String(ManifestStore.bytes(manifest()), StandardCharsets.UTF_8);
    assertThat(json)
        .isEqualTo(new String(ManifestStore.bytes(manifest()), StandardCharsets.UTF_8))
        .startsWith("{\n  \"version\" : 1,\n  \"dataset\" : \"movies\",\n  \"slice\" : \"all\"")
        .contains("\"publishedAt\" : \"2026-11-21T03:00:00Z\"")
        .doesNotContain(": null");
  }

  @Test
  void digestDependsOnContentAndNamesButNotOnKeysOrOrder() {
    DataFile moved = new DataFile("elsewhere", "a.csv", 3, null, "sha256:abc");
    DataFile other = new DataFile("k", "b.csv", 3, 1L, "sha256:abc");
    assertThat(Digest.of(List.of(FILE))).isEqualTo(Digest.of(List.of(moved)));
    assertThat(Digest.of(List.of(FILE, other))).isEqualTo(Digest.of(List.of(other, moved)));
    assertThat(Digest.of(List.of(FILE))).isNotEqualTo(Digest.of(List.of(other)));
  }

  @Test
  void highestTokenOwnsTheSliceAndTheUidDecidesBetweenEquals() {
    Writer a1 = Writer.of(LakeFixture.run("a", 1, 1));
    Writer a2 = Writer.of(LakeFixture.run("a", 2, 2));
    Writer b1 = Writer.of(LakeFixture.run("b", 1, 1));
    assertThat(a2.outranks(a1)).isTrue();
    assertThat(a1.outranks(a2)).isFalse();
    assertThat(b1.outranks(a1)).isTrue();
    assertThat(a1.outranks(a1)).isFalse();
    assertThat(a2.outranks(b1)).isTrue();
    assertThat(a1.sameTask(a2)).isTrue();
    assertThat(a1.sameTask(b1)).isFalse();
  }

  @Test
  void sliceIsTheDateOfTheRunOrAll() {
    DatasetTarget sliced = new DatasetTarget("d", "s", "p", List.of("run_date"));
    assertThat(Slice.of(sliced, "2026-11-21")).isEqualTo("run_date=2026-11-21");
    assertThat(Slice.of(new DatasetTarget("d", "s", "p", List.of("x")), "2026-11-21"))
        .isEqualTo("all");
    assertThatThrownBy(() -> Slice.of(sliced, "../x"))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("\"../x\"");
  }

  @Test
  void onlyFilesOfSluiceCountAsOrphans() {
    String id = WriteId.of(Writer.of(LakeFixture.run("a", 1, 1)));
    assertThat(WriteId.marks("/decade=1990/part-0-" + id + ".parquet")).isTrue();
    assertThat(WriteId.marks("/" + id + "/ratings.csv")).isTrue();
    assertThat(WriteId.marks("/ratings.csv")).isFalse();
    assertThat(WriteId.marks("/w" + id + "/ratings.csv")).isFalse();
  }

  private static Manifest manifest() {
    return new Manifest(
        Manifest.VERSION,
        "movies",
        "all",
        Format.parquet(),
        List.of(),
        List.of(FILE),
        -1,
        3,
        "digest",
        null,
        Writer.of(LakeFixture.run("a", 1, 1)),
        Instant.parse("2026-11-21T03:00:00Z"),
        List.of(),
        List.of(new SourceState("u", "r", null, null, 3, "s", List.of("a.csv"))),
        null);
  }
}
