package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lake.Glob;
import dev.sluice.protocol.IngestStep.Unpack;
import dev.sluice.protocol.StepFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

  @TempDir private Path folder;
  private final Map<String, String> taken = new TreeMap<>();

  @Test
  void everyKindGivesItsFiles() throws Exception {
    unpack(Unpack.ZIP, Archives.zip("d/", "", "d/a.csv", "1", "./b.csv", "2"));
    assertThat(taken).containsExactly(Map.entry("b.csv", "2"), Map.entry("d/a.csv", "1"));
    taken.clear();
    unpack(Unpack.TAR, Archives.tar("d/", "", "d/a.csv", "3"));
    unpack(Unpack.TAR_GZ, Archives.gzip(Archives.tar("c.csv", "4")));
    unpack(Unpack.GZIP, Archives.gzip(Archives.utf8("5")));
    unpack(Unpack.NONE, Archives.utf8("6"), "plain.csv");
    assertThat(taken)
        .containsExactly(
            Map.entry("c.csv", "4"),
            Map.entry("d/a.csv", "3"),
            Map.entry("name.csv", "5"),
            Map.entry("plain.csv", "6"));
  }

  @Test
  void includeIsAboutNamesInAnyFolderUnlessItHasASlash() throws Exception {
    byte[] zip = Archives.zip("ml/a.csv", "1", "ml/README", "2", "b.csv", "3");
    unpack(Unpack.ZIP, zip, "n", "*.csv");
    assertThat(taken).containsOnlyKeys("ml/a.csv", "b.csv");
    taken.clear();
    unpack(Unpack.ZIP, zip, "n", "ml/*.csv");
    assertThat(taken).containsOnlyKeys("ml/a.csv");
  }

  @Test
  void nothingMatchedListsWhatThereIs() throws Exception {
    assertFails(Unpack.ZIP, Archives.zip("a.csv", "1"), "NothingMatched", "*.tsv")
        .hasMessageContaining("[a.csv]");
    assertFails(Unpack.ZIP, Archives.zip(), "NothingMatched").hasMessageContaining("without files");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "a/../../evil", "/etc/passwd", "..\\evil", "C:evil", "C:\\x", "a\nb"})
  void entryThatLeavesTheFolderIsRefused(String name) throws Exception {
    assertFails(Unpack.ZIP, Archives.zip("good", "1", name, "2"), "UnsafePath");
    assertFails(Unpack.TAR, Archives.tar("good", "1", name, "2"), "UnsafePath");
  }

  @Test
  void unwantedEntryThatLeavesTheFolderIsRefusedToo() throws Exception {
    assertFails(Unpack.ZIP, Archives.zip("a.csv", "1", "../x", "2"), "UnsafePath", "*.csv");
  }

  @Test
  void linkIsRefused() throws Exception {
    assertFails(Unpack.TAR, Archives.tarWithLink("link", "/etc"), "UnsafePath")
        .hasMessageContaining("link");
  }

  @Test
  void truncatedArchiveIsCorruptAndItsEntryNamed() throws Exception {
    String noise =
        new java.util.Random(1).ints(20_000).mapToObj(Integer::toHexString).toList() + "";
    byte[] zip = Archives.zip("a.csv", noise);
    assertFails(Unpack.ZIP, Arrays.copyOf(zip, zip.length / 2), "ArchiveCorrupt");
    byte[] gzip = Archives.gzip(Archives.utf8(noise));
    assertFails(Unpack.GZIP, Arrays.copyOf(gzip, gzip.length / 2), "ArchiveCorrupt")
        .hasMessageContaining("name.csv");
    byte[] tar = Archives.tar("a.csv", noise);
    assertFails(Unpack.TAR, Arrays.copyOf(tar, tar.length / 2), "ArchiveCorrupt")
        .hasMessageContaining("a.csv");
    byte[] tgz = Archives.gzip(tar);
    assertFails(Unpack.TAR_GZ, Arrays.copyOf(tgz, tgz.length / 2), "ArchiveCorrupt")
        .hasMessageContaining("a.csv");
    assertFails(Unpack.TAR_GZ, Arrays.copyOf(tgz, tgz.length - 3), "ArchiveCorrupt");
  }

  @Test
  void flippedBitIsFoundByTheChecksum() throws Exception {
    byte[] zip = Archives.zip("a.csv", "x".repeat(10) + "y".repeat(10));
    int data = 30 + "a.csv".length();
    boolean found = false;
    for (int bit = 0; bit < 64; bit++) {
      byte[] bad = zip.clone();
      bad[data + bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        taken.clear();
        unpack(Unpack.ZIP, bad);
        assertThat(taken.get("a.csv")).isEqualTo("x".repeat(10) + "y".repeat(10));
      } catch (StepFailure.UserError e) {
        assertThat(e.result().reason()).isEqualTo("ArchiveCorrupt");
        found = true;
      }
    }
    assertThat(found).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ZIP", "GZIP", "TAR", "TAR_GZ"})
  void fileOfAnotherKindIsCorrupt(Unpack how) throws Exception {
    assertFails(how, Archives.utf8("<html>not an archive</html>".repeat(50)), "ArchiveCorrupt")
        .hasMessageContaining("unpack");
  }

  @Test
  void bombIsStopped() throws Exception {
    byte[] bomb = Archives.zip("zeros", "0".repeat(1_000_000));
    Path file = Files.write(folder.resolve("bomb"), bomb);
    UnpackLimit limit = new UnpackLimit(bomb.length, 1000);
    Archive archive =
        new Archive(
            file,
            "bomb.zip",
            List.of(),
            limit,
            (path, in) -> in.transferTo(java.io.OutputStream.nullOutputStream()));
    assertThatThrownBy(() -> archive.unpack(Unpack.ZIP, "n"))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("bomb.zip looks like a decompression bomb");
  }

  private void unpack(Unpack how, byte[] content) throws Exception {
    unpack(how, content, "name.csv");
  }

  private void unpack(Unpack how, byte[] content, String name, String... include) throws Exception {
    Path file = Files.write(folder.resolve("archive"), content);
    List<Glob> globs = Arrays.stream(include).map(Glob::of).toList();
    new Archive(
            file,
            "the source",
            globs,
            new UnpackLimit(content.length),
            (path, in) -> taken.put(path, new String(in.readAllBytes(), StandardCharsets.UTF_8)))
        .unpack(how, name);
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      Unpack how, byte[] content, String reason, String... include) {
    return assertThatThrownBy(() -> unpack(how, content, "name.csv", include))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("the source")
        .satisfies(e -> assertThat(((StepFailure) e).result().reason()).isEqualTo(reason));
  }
}
