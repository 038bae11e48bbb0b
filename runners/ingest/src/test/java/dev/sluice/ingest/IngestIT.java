package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.DatasetReader;
import dev.sluice.lake.Digest;
import dev.sluice.lake.LakeFixture;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.Snapshot;
import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.IngestStep;
import dev.sluice.protocol.IngestStep.Source;
import dev.sluice.protocol.IngestStep.Unpack;
import dev.sluice.protocol.Json;
import dev.sluice.protocol.RunnerProcess;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;
import dev.sluice.protocol.StoreConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class IngestIT {

  private static final String DATE = "2026-11-21";
  private static final byte[] CSV = Archives.utf8("a,b\n1,2\n");

  @TempDir private Path scratch;
  private FakeWebServer web;
  private LakeFixture lake;
  private String dataset;
  private int token;

  @BeforeEach
  void start(LakeFixture lake, TestInfo test) throws IOException {
    this.lake = lake;
    this.web = new FakeWebServer();
    this.dataset = test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void zipOverHttpBecomesFilesOfTheSlice() throws Exception {
    byte[] zip =
        Archives.zip("ml/ratings.csv", "r\n1\n", "ml/README.txt", "x", "ml/tags.csv", "t\n");
    web.bytes("/ml.zip", zip);
    StepResult result = ingest(DATE, IngestRequests.http(web.url("/ml.zip"), Unpack.ZIP, "*.csv"));
    assertThat(result.results().files()).isEqualTo(2);
    assertThat(result.results().bytes()).isEqualTo(6);
    assertThat(result.results().unchanged()).isFalse();
    Snapshot snapshot = read(DATE);
    assertThat(snapshot.files())
        .extracting(DataFile::path)
        .containsExactly("ml/ratings.csv", "ml/tags.csv");
    assertThat(snapshot.format().type()).isEqualTo(Format.Type.CSV);
    assertThat(content(snapshot.files().get(0))).isEqualTo("r\n1\n");
    assertThat(Files.readString(scratch.resolve("report.json")))
        .contains("\"status\" : \"fetched\"")
        .contains("ml/ratings.csv");
  }

  @Test
  void unchangedSourceIsNotFetchedAgainAndANewSliceRefersToTheSameFiles() throws Exception {
    web.file("/a.csv", "\"v1\"", CSV);
    Source source = IngestRequests.file(web.url("/a.csv"), null, null);
    StepResult first = ingest(DATE, source);
    StepResult again = ingest(DATE, source);
    assertThat(again.results().unchanged()).isTrue();
    assertThat(again.results().digest()).isEqualTo(first.results().digest());
    ingest("2026-11-22", source);
    assertThat(read("2026-11-22").files()).isEqualTo(read(DATE).files());
    assertThat(Files.readString(scratch.resolve("report.json"))).contains("unchanged");
  }

  @Test
  void sourceThatSaysNothingAboutItsVersionIsComparedByContent() throws Exception {
    web.bytes("/a.csv", CSV);
    Source source = IngestRequests.file(web.url("/a.csv"), null, null);
    ingest(DATE, source);
    List<DataFile> before = read(DATE).files();
    assertThat(ingest(DATE, source).results().unchanged()).isTrue();
    assertThat(read(DATE).files()).isEqualTo(before);
  }

  @Test
  void otherIncludeTakesAnUnchangedArchiveAnew() throws Exception {
    web.file("/a.zip", "\"v1\"", Archives.zip("a.csv", "1", "b.csv", "2"));
    ingest(DATE, IngestRequests.http(web.url("/a.zip"), Unpack.ZIP, "a.csv"));
    ingest(DATE, IngestRequests.http(web.url("/a.zip"), Unpack.ZIP, "b.csv"));
    assertThat(read(DATE).files()).extracting(DataFile::path).containsExactly("b.csv");
  }

  @Test
  void objectsBelowAPrefixAreTakenAndUnchangedOnesAreNot() throws Exception {
    land("in/x/a.csv", "1");
    land("in/b.csv", "2");
    land("in/c.txt", "3");
    land("in2/d.csv", "4");
    Source source = IngestRequests.prefix("in", "*.csv");
    ingest(DATE, source);
    assertThat(read(DATE).files()).extracting(DataFile::path).containsExactly("b.csv", "x/a.csv");
    land("in/b.csv", "changed");
    ingest(DATE, source);
    assertThat(Files.readString(scratch.resolve("report.json")))
        .contains("\"unchanged\"")
        .contains("\"fetched\"");
    assertThat(content(read(DATE).files().get(0))).isEqualTo("changed");
  }

  @Test
  void redirectIsFollowedAndItsTargetChecked() throws Exception {
    web.bytes("/end.csv", CSV);
    web.redirect("/start", "/end.csv");
    ingest(DATE, IngestRequests.file(web.url("/start"), "data.csv", null));
    assertThat(read(DATE).files()).extracting(DataFile::path).containsExactly("data.csv");
    web.redirect("/metadata", "http://169.254.169.254/latest/meta-data");
    assertFails("AddressBlocked", IngestRequests.file(web.url("/metadata"), "x", null))
        .hasMessageContaining("169.254.169.254");
    web.redirect("/loop", "/loop");
    assertFails("TooManyRedirects", IngestRequests.file(web.url("/loop"), "x", null));
    web.redirect("/file", "file:///etc/passwd");
    assertFails("BadRedirect", IngestRequests.file(web.url("/file"), "x", null));
  }

  @Test
  void metadataAddressIsRefused() {
    assertFails("AddressBlocked", IngestRequests.file("http://169.254.169.254/a", "x", null));
    assertFails(
        "AddressBlocked", IngestRequests.file("http://[::ffff:169.254.169.254]/a", "x", null));
  }

  @Test
  void answersOfTheServerAreExplained() {
    web.status("/404", 404);
    web.status("/403", 403);
    web.status("/400", 400);
    web.status("/503", 503);
    web.status("/429", 429);
    assertFails("SourceNotFound", IngestRequests.file(web.url("/404"), null, null))
        .hasMessageContaining(web.url("/404"));
    assertFails("SourceForbidden", IngestRequests.file(web.url("/403"), null, null));
    assertFails("SourceRefused", IngestRequests.file(web.url("/400"), null, null));
    assertFails("SourceUnavailable", IngestRequests.file(web.url("/503"), null, null))
        .isInstanceOf(StepFailure.Transient.class);
    assertFails("SourceUnavailable", IngestRequests.file(web.url("/429"), null, null));
  }

  @Test
  void bodyThatBreaksOffIsTransient() {
    web.brokenOff("/broken");
    assertFails("SourceUnavailable", IngestRequests.file(web.url("/broken"), null, null))
        .isInstanceOf(StepFailure.Transient.class);
  }

  @Test
  void wrongChecksumShowsBothValuesAndRightOnePasses() throws Exception {
    web.bytes("/a.csv", CSV);
    String sha256 = Digest.ofText("a,b\n1,2\n");
    assertFails("ChecksumMismatch", IngestRequests.file(web.url("/a.csv"), null, "0".repeat(64)))
        .hasMessageContaining(sha256)
        .hasMessageContaining("0".repeat(64));
    ingest(DATE, IngestRequests.file(web.url("/a.csv"), null, sha256.toUpperCase()));
  }

  @Test
  void badFilesAreExplained() throws Exception {
    web.bytes("/empty", new byte[0]);
    web.bytes("/slip.zip", Archives.zip("../../x", "1"));
    byte[] gzip = Archives.gzip(new byte[100_000]);
    web.bytes("/cut.csv.gz", java.util.Arrays.copyOf(gzip, gzip.length - 20));
    web.bytes("/a.zip", Archives.zip("a.csv", "1", "empty.csv", ""));
    assertFails("SourceEmpty", IngestRequests.file(web.url("/empty"), null, null));
    assertFails("UnsafePath", IngestRequests.http(web.url("/slip.zip"), Unpack.ZIP));
    assertFails("ArchiveCorrupt", IngestRequests.http(web.url("/cut.csv.gz"), Unpack.GZIP))
        .hasMessageContaining("cut.csv");
    assertFails("NothingMatched", IngestRequests.http(web.url("/a.zip"), Unpack.ZIP, "*.tsv"))
        .hasMessageContaining("a.csv");
    assertFails("SourceEmpty", IngestRequests.http(web.url("/a.zip"), Unpack.ZIP))
        .hasMessageContaining("empty.csv");
  }

  @Test
  void badSourcesAreExplained() throws Exception {
    web.bytes("/a.csv", CSV);
    web.bytes("/b/a.csv", CSV);
    web.bytes("/two.zip", Archives.zip("x.csv", "1", "y.csv", "2"));
    web.bytes("/", CSV);
    assertFails(
            "DuplicateFile",
            IngestRequests.file(web.url("/a.csv"), null, null),
            IngestRequests.file(web.url("/b/a.csv"), null, null))
        .hasMessageContaining(web.url("/a.csv"))
        .hasMessageContaining(web.url("/b/a.csv"));
    assertFails(
        "SeveralFiles",
        new Source(
            new IngestStep.Http(web.url("/two.zip"), null),
            null,
            Unpack.ZIP,
            List.of(),
            "one.csv",
            null));
    assertFails("UnsafePath", IngestRequests.file(web.url("/a.csv"), "../a.csv", null));
    assertFails("NoFileName", IngestRequests.file(web.url("/"), null, null));
    assertFails("BadUrl", IngestRequests.file("ftp://host/a", null, null));
    assertFails("BadUrl", IngestRequests.file("http://host/a b", null, null));
    assertFails("BadGlob", IngestRequests.http(web.url("/two.zip"), Unpack.ZIP, "[a"));
    assertFails("SourceNotFound", IngestRequests.key("none.csv")).hasMessageContaining("none.csv");
    assertFails("SourceNotFound", IngestRequests.prefix("none")).hasMessageContaining("none/");
  }

  @Test
  void secretsInUrlsAreNotShown() {
    web.status("/404", 404);
    String url = web.url("/404").replace("http://", "http://user:hidden@") + "?sig=hidden";
    assertFails("SourceNotFound", IngestRequests.file(url, null, null))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hidden"));
  }

  @Test
  void tokenIsSentToTheServerOfTheUrlOnly() throws Exception {
    Path token = Files.writeString(scratch.resolve("token"), "t0k\n");
    try (FakeWebServer other = new FakeWebServer()) {
      List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
      FakeWebServer.Page page =
          exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(200, CSV.length);
            exchange.getResponseBody().write(CSV);
          };
      web.page("/direct", page);
      other.page("/elsewhere", page);
      web.redirect("/redirected", other.url("/elsewhere"));
      for (String path : List.of("/direct", "/redirected")) {
        ingest(
            DATE,
            new Source(
                new IngestStep.Http(web.url(path), token.toString()),
                null,
                Unpack.NONE,
                List.of(),
                "a.csv",
                null));
      }
      assertThat(seen).containsExactly("Bearer t0k", "null");
    }
  }

  @Test
  void fileLargerThanTheHeapIsStreamed() throws Exception {
    byte[] content = new byte[64 << 20];
    new java.util.Random(1).nextBytes(content);
    web.bytes("/large.zip", Archives.zipOf("large.bin", content));
    StepRequest request = request(DATE, IngestRequests.http(web.url("/large.zip"), Unpack.ZIP));
    try (RunnerProcess process =
        RunnerProcess.start(
            IngestRunner.class.getName(),
            List.of("-Xmx48m"),
            java.util.Map.of(StepRequest.ENV, Json.MAPPER.writeValueAsString(request)),
            Files.createDirectory(scratch.resolve("process")))) {
      RunnerProcess.Ended ended = process.await();
      assertThat(ended.exitCode()).as(ended.output()).isZero();
    }
    assertThat(read(DATE).files())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.bytes()).isEqualTo(content.length);
              Path copy = scratch.resolve("large");
              try (ObjectStore store = lake.open("lake/")) {
                store.get(file.key(), copy);
              }
              assertThat(Digest.checksum(copy)).isEqualTo(file.checksum());
            });
  }

  @Test
  void fullDiskLeavesNothingVisible() throws Exception {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full), "needs Linux");
    web.bytes("/a.csv.gz", Archives.gzip(CSV));
    for (String file : List.of("source", "entry")) {
      Path disk = Files.createTempDirectory(scratch, "disk");
      Files.createSymbolicLink(disk.resolve(file), full);
      StepRequest request = request(DATE, IngestRequests.http(web.url("/a.csv.gz"), Unpack.GZIP));
      assertThatThrownBy(() -> new IngestRunner().run(request, new StepContext(disk)))
          .as(file)
          .isNotInstanceOf(StepFailure.class)
          .hasStackTraceContaining("No space left on device");
    }
    assertNothingVisible();
  }

  @Test
  void failuresOfTheStoreAreExplainedAndLeaveNothing() throws Exception {
    web.bytes("/a.csv", CSV);
    Source source = IngestRequests.file(web.url("/a.csv"), null, null);
    Path wrong = Files.writeString(scratch.resolve("wrong"), "wrong");
    Path right = lake.keys().resolve("secretAccessKey");
    assertFails(
        "WrongCredentials",
        lake.connection(lake.bucket(), "lake/", lake.endpoint(), wrong),
        source);
    assertFails(
        "StoreUnavailable",
        lake.connection(lake.bucket(), "lake/", "http://127.0.0.1:1", right),
        source);
    assertFails("BucketNotFound", lake.connection("none", "lake/", lake.endpoint(), right), source);
    assertNothingVisible();
  }

  @Test
  void newerRunFencesAnOlderOne() throws Exception {
    web.bytes("/a.csv", CSV);
    Source source = IngestRequests.file(web.url("/a.csv"), null, null);
    ingest(DATE, source);
    StepRequest older =
        IngestRequests.request(lake, IngestRequests.run("older", DATE, 1, 0), dataset, source);
    assertThatThrownBy(() -> new IngestRunner().run(older, new StepContext(scratch)))
        .isInstanceOf(StepFailure.Fenced.class);
  }

  private StepResult ingest(String date, Source... sources) throws Exception {
    return new IngestRunner().run(request(date, sources), new StepContext(scratch));
  }

  private StepRequest request(String date, Source... sources) {
    token++;
    return IngestRequests.request(
        lake, IngestRequests.run("run" + token, date, 1, token), dataset, sources);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      String reason, Source... sources) {
    return assertThatThrownBy(() -> ingest("2026-12-24", sources))
        .isInstanceOf(StepFailure.class)
        .satisfies(e -> assertThat(((StepFailure) e).result().reason()).isEqualTo(reason))
        .satisfies(e -> assertThatThrownBy(() -> read("2026-12-24")));
  }

  private void assertFails(String reason, StoreConnection store, Source source) {
    StepRequest request =
        IngestRequests.request(store, store, IngestRequests.run("r", DATE, 1, 1), dataset, source);
    assertThatThrownBy(() -> new IngestRunner().run(request, new StepContext(scratch)))
        .isInstanceOf(StepFailure.class)
        .satisfies(e -> assertThat(((StepFailure) e).result().reason()).isEqualTo(reason));
  }

  private void assertNothingVisible() {
    assertThatThrownBy(() -> read(DATE)).hasMessageContaining("has never been published");
  }

  private Snapshot read(String date) {
    DatasetRef ref =
        new DatasetRef(dataset, "lake", "raw/" + dataset, true, SliceSelection.RUN, null, null);
    try (ObjectStore store = lake.open("lake/")) {
      return DatasetReader.read(store, ref, date);
    }
  }

  private String content(DataFile file) throws IOException {
    try (ObjectStore store = lake.open("lake/")) {
      Path copy = scratch.resolve("copy");
      store.get(file.key(), copy);
      return Files.readString(copy);
    }
  }

  private void land(String path, String content) throws IOException {
    Path file = Files.writeString(scratch.resolve("landing"), content);
    try (ObjectStore store = lake.open("landing/")) {
      store.put(path, file, "text/csv");
    }
  }
}
