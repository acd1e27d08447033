package io.threetowers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashTableTest {
  @TempDir private Path folder;

  @Test
  void findsWhatWasPutThereAndNothingElse() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int size : new int[] {0, 1, 7, 1000}) {
      HashTable table = table(HashTable.capacity(size));
      Map<Id, Long> plain = new HashMap<>();
      for (int i = 0; i < size; i++) {
        // Few different first halves: many meet in one place, also at the end of the table.
        Id id = new Id(random.nextInt(5) - 3L, random.nextInt(size));
        plain.put(id, (long) i + 1);
        table.put(id, i + 1);
      }
      plain.forEach(
          (id, number) -> assertThat(table.get(id)).as("seed %d", seed).isEqualTo(number));
      for (int i = 0; i < 100; i++) {
        assertThat(table.get(new Id(random.nextLong(), random.nextLong()))).isZero();
      }
    }
  }

  @Test
  void refusesMoreThanItHasRoomFor() throws IOException {
    HashTable table = table(2);
    table.put(new Id(1, 1), 1);
    table.put(new Id(-1, 1), 1);
    assertThatThrownBy(() -> table.put(new Id(2, 2), 1))
        .hasMessage("a data source gave more examples than it says it has");
  }

  private HashTable table(long capacity) throws IOException {
    Path file = Files.createTempFile(folder, "table", "");
    HashTable.zeros(file, HashTable.bytes(capacity));
    return new HashTable(Mapping.of(file, HashTable.bytes(capacity), true), 0, capacity);
  }
}
