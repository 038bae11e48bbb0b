package dev.sluice.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private final List<String> woken = new ArrayList<>();
  private final Slots slots =
      new Slots(
          new FakeConnections()
              .withWarehouse("duck", "{duckdb: {claimName: c}}")
              .withStore("two", "{bucket: b, parallelism: 2}")
              .withStore("free", "{bucket: b}"));

  private String acquire(String pod, String... uses) {
    return slots.acquire("ns", List.of(uses), pod, () -> woken.add(pod));
  }

  @Test
  void oneTaskAtATimeUsesDuckDb() {
    assertThat(acquire("a", "warehouse/duck")).isNull();
    assertThat(acquire("b", "warehouse/duck")).isEqualTo("warehouse/duck");
    assertThat(woken).isEmpty();
    slots.release("ns", List.of("warehouse/duck"), "a");
    assertThat(woken).containsExactly("b");
    assertThat(acquire("b", "warehouse/duck")).isNull();
  }

  @Test
  void aPodThatHasItsPlaceGetsItAgain() {
    assertThat(acquire("a", "warehouse/duck")).isNull();
    assertThat(acquire("a", "warehouse/duck")).isNull();
  }

  @Test
  void aPodTakesAllItsPlacesOrNone() {
    slots.hold("ns", List.of("warehouse/duck"), "other");
    assertThat(acquire("a", "store/two", "warehouse/duck")).isEqualTo("warehouse/duck");
    assertThat(acquire("b", "store/two")).isNull();
    assertThat(acquire("c", "store/two")).isNull();
    assertThat(acquire("d", "store/two")).isEqualTo("store/two");
  }

  @Test
  void podsThatExistCountAlsoBeyondTheLimit() {
    slots.hold("ns", List.of("warehouse/duck"), "a");
    slots.hold("ns", List.of("warehouse/duck"), "b");
    slots.release("ns", List.of("warehouse/duck"), "a");
    assertThat(acquire("c", "warehouse/duck")).isEqualTo("warehouse/duck");
    slots.release("ns", List.of("warehouse/duck"), "b");
    assertThat(acquire("c", "warehouse/duck")).isNull();
  }

  @Test
  void namespacesDoNotShareTheirPlaces() {
    assertThat(acquire("a", "warehouse/duck")).isNull();
    assertThat(slots.acquire("other", List.of("warehouse/duck"), "a", () -> {})).isNull();
  }

  @Test
  void whatHasNoLimitOrIsGoneIsFree() {
    for (int i = 0; i < 50; i++) {
      assertThat(acquire("pod-" + i, "store/free", "store/gone", "warehouse/gone")).isNull();
    }
  }

  @Test
  void aPlaceThatIsGivenBackTwiceWakesNobodyAgain() {
    acquire("a", "warehouse/duck");
    acquire("b", "warehouse/duck");
    slots.release("ns", List.of("warehouse/duck"), "a");
    slots.release("ns", List.of("warehouse/duck"), "a");
    assertThat(woken).containsExactly("b");
  }
}
