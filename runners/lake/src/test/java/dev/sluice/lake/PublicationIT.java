package dev.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.protocol.DatasetRef;
import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.RunContext;
import dev.sluice.protocol.SliceSelection;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LakeFixture.Extension.class)
class PublicationIT {

  @TempDir private Path folder;
  private ObjectStore store;
  private DatasetTarget sliced;
  private DatasetTarget whole;

  @BeforeEach
  void open(LakeFixture lake, TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    store = lake.open("prefix/");
    sliced = new DatasetTarget("ratings", "lake", name + "/sliced", List.of("run_date", "decade"));
    whole = new DatasetTarget("movies", "lake", name + "/whole", List.of());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void publishedFilesAreReadBackWithTheirPartitionValues() throws Exception {
    publish(sliced, LakeFixture.run("a", 1, 1), "decade=1990/part-0.csv", "x");
    Snapshot snapshot = DatasetReader.read(store, ref(sliced, SliceSelection.RUN), "2026-11-21");
    assertThat(snapshot.files()).hasSize(1);
    DataFile file = snapshot.files().get(0);
    assertThat(snapshot.partitionValues(file))
        .containsExactly(
            java.util.Map.entry("run_date", "2026-11-21"), java.util.Map.entry("decade", "1990"));
    assertThat(file.key()).contains("/sliced/run_date=2026-11-21/decade=1990/part-0-w");
    assertThat(snapshot.rows()).isEqualTo(1);
    Path copy = folder.resolve("copy");
    store.get(file.key(), copy);
    assertThat(Digest.checksum(copy)).isEqualTo(file.checksum());
    assertThat(snapshot.digest()).isEqualTo(snapshot.manifests().get(0).digest());
  }

  @Test
  void nothingIsVisibleBeforePublishing() throws Exception {
    Publication publication = Publication.begin(store, whole, LakeFixture.run("a", 1, 1));
    upload(publication, "a.csv", "x");
    assertThatThrownBy(() -> DatasetReader.read(store, ref(whole, SliceSelection.RUN), ""))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("has never been published");
  }

  @Test
  void missingSliceNamesWhatExists() throws Exception {
    publish(sliced, LakeFixture.run("a", 1, 1), "a.csv", "x");
    assertThatThrownBy(
            () -> DatasetReader.read(store, ref(sliced, SliceSelection.RUN), "2026-11-22"))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("ratings has no slice run_date=2026-11-22")
        .hasMessageContaining("It has 1: run_date=2026-11-21");
  }

  @Test
  void otherSlicesStayWhenOneIsReplaced() throws Exception {
    publish(sliced, LakeFixture.run("a", 1, 1), "a.csv", "x");
    RunContext next = new RunContext("default", "b", "uid-b", "task", "2026-11-22", 1, 2);
    publish(sliced, next, "a.csv", "y");
    Snapshot all = DatasetReader.read(store, ref(sliced, SliceSelection.ALL), "");
    assertThat(all.manifests())
        .extracting(Manifest::slice)
        .containsExactly("run_date=2026-11-21", "run_date=2026-11-22");
    assertThat(DatasetReader.read(store, ref(sliced, SliceSelection.NEWEST), "").files())
        .isEqualTo(all.manifests().get(1).files());
  }

  @Test
  void includeThatMatchesNothingListsWhatIsThere() throws Exception {
    publish(whole, LakeFixture.run("a", 1, 1), "a.csv", "x");
    DatasetRef ref =
        new DatasetRef("movies", "lake", whole.path(), false, SliceSelection.RUN, "*.tsv", null);
    assertThatThrownBy(() -> DatasetReader.read(store, ref, ""))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("\"*.tsv\"")
        .hasMessageContaining("a.csv");
  }

  @Test
  void olderWriterIsFencedAtTheStartAndAtTheEnd() throws Exception {
    Publication old = Publication.begin(store, whole, LakeFixture.run("old", 1, 1));
    DataFile late = upload(old, "a.csv", "old");
    publish(whole, LakeFixture.run("new", 1, 2), "a.csv", "new");
    assertThatThrownBy(() -> publish(old, List.of(late)))
        .isInstanceOf(StepFailure.Fenced.class)
        .hasMessageContaining("default/new");
    assertThatThrownBy(() -> Publication.begin(store, whole, LakeFixture.run("old", 2, 1)))
        .isInstanceOf(StepFailure.Fenced.class);
    assertThat(DatasetReader.read(store, ref(whole, SliceSelection.RUN), "").manifests().get(0))
        .extracting(m -> m.writer().run())
        .isEqualTo("new");
  }

  @Test
  void newerWriterWinsWhoeverReadFirst() throws Exception {
    Publication newer = Publication.begin(store, whole, LakeFixture.run("new", 1, 2));
    DataFile file = upload(newer, "a.csv", "new");
    publish(whole, LakeFixture.run("old", 1, 1), "a.csv", "old");
    Manifest manifest = publish(newer, List.of(file));
    assertThat(manifest.superseded()).hasSize(1);
    assertThat(Publication.begin(store, whole, LakeFixture.run("new", 2, 2)).current())
        .contains(manifest);
  }

  @Test
  void retryOfTheSameTaskFindsItsOwnPublication() throws Exception {
    Manifest manifest = publish(whole, LakeFixture.run("a", 1, 1), "a.csv", "x");
    Publication retry = Publication.begin(store, whole, LakeFixture.run("a", 2, 2));
    assertThat(retry.alreadyPublishedByThisTask()).contains(manifest);
    assertThat(retry.writeId())
        .isNotEqualTo(Publication.begin(store, whole, LakeFixture.run("a", 3, 3)).writeId());
    Publication other = Publication.begin(store, whole, LakeFixture.run("b", 1, 3));
    assertThat(other.alreadyPublishedByThisTask()).isEmpty();
  }

  @Test
  void filesAreRemovedOnePublicationAfterTheyWereReplaced() throws Exception {
    String first = publish(whole, LakeFixture.run("a", 1, 1), "a.csv", "1").files().get(0).key();
    String second = publish(whole, LakeFixture.run("b", 1, 2), "a.csv", "2").files().get(0).key();
    assertThat(dataKeys(whole)).containsExactlyInAnyOrder(first, second);
    String third = publish(whole, LakeFixture.run("c", 1, 3), "a.csv", "3").files().get(0).key();
    assertThat(dataKeys(whole)).containsExactlyInAnyOrder(second, third);
  }

  @Test
  void rawFilesSharedByTwoSlicesOutliveTheSliceThatFetchedThem() throws Exception {
    SourceState source = new SourceState("u", "r", null, null, 1, "s", List.of("a.csv"));
    Publication first = Publication.begin(store, sliced, LakeFixture.run("a", 1, 1));
    DataFile shared = upload(first, "a.csv", "1");
    publish(first, List.of(shared), List.of(source));
    RunContext next = new RunContext("default", "n", "uid-n", "task", "2026-11-22", 1, 2);
    Publication second = Publication.begin(store, sliced, next);
    assertThat(second.newest().orElseThrow().files()).containsExactly(shared);
    publish(second, List.of(shared), List.of(source));
    for (int i = 2; i <= 4; i++) {
      Publication again = Publication.begin(store, sliced, LakeFixture.run("a" + i, 1, i));
      publish(again, List.of(upload(again, "a.csv", "v" + i)), List.of(source));
    }
    assertThat(dataKeys(sliced)).contains(shared.key()).hasSize(3);
  }

  @Test
  void profileIsOfTheVisibleFilesAndGoesWithThem() throws Exception {
    Profile profile =
        new Profile(
            1,
            List.of(
                new Profile.Column("id", "bigint", 0L, "1", "1", 1L),
                new Profile.Column("tags", "array<string>", null, null, null, null)));
    List<String> keys = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      Publication publication = Publication.begin(store, sliced, LakeFixture.run("a" + i, 1, i));
      DataFile file = upload(publication, "a.parquet", "v" + i);
      publication.keep(profile);
      Manifest manifest = publish(publication, List.of(file));
      assertThat(manifest.digest()).isEqualTo(Digest.of(List.of(file)));
      keys.add(String.valueOf(manifest.profile()));
    }
    Snapshot visible = DatasetReader.read(store, ref(sliced, SliceSelection.NEWEST), "");
    assertThat(visible.manifests().get(0).profile()).isEqualTo(keys.get(2));
    assertThat(keys.get(2)).contains("/sliced/run_date=2026-11-21/_profile-w");
    assertThat(new String(store.read(keys.get(2)).orElseThrow().content(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"rows\":1,\"columns\":[{\"name\":\"id\",\"type\":\"bigint\",\"nulls\":0,"
                + "\"min\":\"1\",\"max\":\"1\",\"distinct\":1},"
                + "{\"name\":\"tags\",\"type\":\"array<string>\"}]}");
    assertThat(dataKeys(sliced))
        .as("of the slice and of the one before, for those who still read it")
        .contains(keys.get(2), keys.get(1))
        .doesNotContain(keys.get(0))
        .hasSize(4);
  }

  @Test
  void filesOfDeadWritersAreRemovedAndAllOthersStay() throws Exception {
    DataFile dead = upload(Publication.begin(store, whole, LakeFixture.run("d", 1, 0)), "a", "1");
    DatasetTarget nested = new DatasetTarget("n", "lake", whole.path() + "/nested", List.of());
    DataFile others =
        upload(Publication.begin(store, nested, LakeFixture.run("n", 1, 1)), "working", "1");
    DataFile visibleOfNested = publish(nested, LakeFixture.run("m", 1, 1), "a", "1").files().get(0);
    String foreign = whole.path() + "/put-here-by-somebody.csv";
    store.put(foreign, Files.writeString(folder.resolve("foreign"), "x"), "text/csv");
    Manifest manifest = publish(whole, LakeFixture.run("a", 1, 1), "a.csv", "x");
    assertThat(dataKeys(whole)).contains(dead.key());
    // An age below zero: files of this very second count as old.
    new SliceCleanup(
            store,
            new ManifestStore(store, whole.path()),
            whole.path(),
            java.time.Duration.ofMinutes(-5))
        .run(manifest, List.of());
    assertThat(dataKeys(whole))
        .containsExactlyInAnyOrder(
            manifest.files().get(0).key(), foreign, others.key(), visibleOfNested.key());
  }

  @Test
  void fileThatWasCleanedUpMeanwhileIsNotTakenOver() throws Exception {
    Publication publication = Publication.begin(store, whole, LakeFixture.run("a", 1, 1));
    DataFile gone = new DataFile(whole.path() + "/wgone/a.csv", "a.csv", 1, 1L, "sha256:0");
    assertThatThrownBy(() -> publish(publication, List.of(gone)))
        .isInstanceOf(StepFailure.Transient.class);
  }

  @Test
  void ofManyWritersAtOnceTheHighestTokenIsVisibleWithItsFiles() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      for (int round = 0; round < 5; round++) {
        DatasetTarget target = new DatasetTarget("movies", "lake", whole.path() + round, List.of());
        List<Callable<Manifest>> writers = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
          int token = i;
          writers.add(() -> publish(target, LakeFixture.run("r" + token, 1, token), "a.csv", "x"));
        }
        for (Future<Manifest> result : threads.invokeAll(writers)) {
          try {
            result.get();
          } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(StepFailure.Fenced.class);
          }
        }
        Snapshot visible = DatasetReader.read(store, ref(target, SliceSelection.RUN), "");
        assertThat(visible.manifests().get(0).writer().fencingToken()).isEqualTo(6);
        store.get(visible.files().get(0).key(), folder.resolve("copy"));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Manifest publish(DatasetTarget target, RunContext run, String path, String content)
      throws Exception {
    Publication publication = Publication.begin(store, target, run);
    return publish(publication, List.of(upload(publication, path, content)));
  }

  private Manifest publish(Publication publication, List<DataFile> files) throws Exception {
    return publish(publication, files, List.of());
  }

  private Manifest publish(Publication publication, List<DataFile> files, List<SourceState> sources)
      throws Exception {
    return publication.publish(
        files,
        Format.parquet(),
        files.size(),
        Digest.of(files),
        null,
        sources,
        new StepContext(folder));
  }

  private DataFile upload(Publication publication, String path, String content) throws Exception {
    Path file = Files.writeString(Files.createTempFile(folder, "data", ""), content);
    String key = publication.dataPath(path);
    store.put(key, file, "text/csv");
    return new DataFile(key, path, content.length(), 1L, Digest.checksum(file));
  }

  private List<String> dataKeys(DatasetTarget target) {
    return store.list(target.path()).stream()
        .map(StoredObject::path)
        .filter(path -> !Slice.isManifest(path))
        .toList();
  }

  private static DatasetRef ref(DatasetTarget target, SliceSelection slices) {
    return new DatasetRef(
        target.dataset(), "lake", target.path(), target.sliced(), slices, null, null);
  }
}
