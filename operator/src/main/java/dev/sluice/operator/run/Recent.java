package dev.sluice.operator.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that were asked for last, up to a number of them. */
final class Recent<V> {

  private final Map<String, V> values;

  Recent(int size) {
    this.values =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > size;
          }
        };
  }

  synchronized @Nullable V get(String key) {
    return values.get(key);
  }

  synchronized void put(String key, V value) {
    values.put(key, value);
  }

  synchronized void remove(String key) {
    values.remove(key);
  }
}
