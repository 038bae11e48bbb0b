package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GeneratedFilesTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void committedFilesAreWhatTheTypesSay() throws Exception {
    for (Map.Entry<Path, String> file : GeneratedFiles.all(ROOT).entrySet()) {
      assertThat(file.getKey())
          .as("%s is missing: run `make crds` and commit it", file.getKey())
          .exists();
      assertThat(Files.readString(file.getKey()))
          .as("%s is out of date: run `make crds` and commit it", file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void noFileIsLeftOverFromAKindThatIsGone() throws Exception {
    for (String folder : Set.of("crds", "helm/sluice/crds")) {
      Set<String> present = new TreeSet<>();
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".yaml"))
            .forEach(present::add);
      }
      assertThat(present).as(folder).isEqualTo(CrdFiles.generate().keySet());
    }
  }
}
