package dev.sluice.dev.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  void noPortIsGivenTwice() {
    List<Integer> ports = Stream.generate(FreePorts::next).limit(200).toList();
    assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port >= 17000 && port < 32768);
  }
}
