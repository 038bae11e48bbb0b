package dev.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.protocol.DatasetTarget;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.TransformStep;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several outputs of one step, written by several attempts. */
@ExtendWith(LakeFixture.Extension.class)
class OutputSlicesIT {

  private final LakeFixture lake;
  private final Path folder;

  OutputSlicesIT(LakeFixture lake, @TempDir Path folder) {
    this.lake = lake;
    this.folder = folder;
  }

  private static TransformStep.Output output(String name) {
    return new TransformStep.Output(
        name, "SELECT 1", new DatasetTarget(name, "lake", "outputs/" + name, List.of()));
  }

  private OutputSlices begin(ObjectStore store, int attempt) {
    return OutputSlices.begin(
        List.of(output("one"), output("two")),
        name -> store,
        LakeFixture.run("several", attempt, attempt));
  }

  private void publish(OutputSlices slices, String... names) throws InterruptedException {
    Map<TransformStep.Output, OutputSlices.Written> written = new LinkedHashMap<>();
    for (String name : names) {
      written.put(
          output(name), new OutputSlices.Written(List.of(), Format.parquet(List.of()), "same"));
    }
    slices.publish(written, new StepContext(folder));
  }

  @Test
  void outputsOfTwoAttemptsAreNoResultAndThoseOfOneAre() throws Exception {
    try (ObjectStore store = lake.open("several/")) {
      OutputSlices lost = begin(store, 1);
      publish(lost, "one");
      assertThat(begin(store, 2).alreadyPublished()).as("one of two").isEmpty();

      OutputSlices second = begin(store, 2);
      publish(second, "one");
      // A pod that was given up for lost goes on for a while.
      publish(lost, "two");
      assertThat(begin(store, 3).alreadyPublished()).as("one of each attempt").isEmpty();

      publish(begin(store, 3), "one", "two");
      assertThat(begin(store, 4).alreadyPublished()).as("both of one attempt").isPresent();
    }
  }
}
