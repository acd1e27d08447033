package io.threetowers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataIndexTest {
  @TempDir private Path folder;

  @Test
  void keepsTheOrderOfTheDataAndFindsByKey() throws IOException {
    DataIndex index = DataIndex.open(built(5)).orElseThrow();
    assertThat(index.examples()).isEqualTo(3);
    assertThat(index.positions(List.of("c", "a", "none"))).containsExactly(9, 7, 0);
    List<Long> order = new ArrayList<>();
    index.forEach(order::add);
    assertThat(order).containsExactly(7L, Position.UNREADABLE, 9L);
  }

  @Test
  void takesADamagedFileForNone() throws IOException {
    Path path = built(3);
    byte[] right = Files.readAllBytes(path);
    for (int at = 0; at < right.length; at++) {
      byte[] flipped = right.clone();
      flipped[at] = (byte) (flipped[at] ^ 0x10);
      Files.write(path, flipped);
      assertThat(DataIndex.open(path)).as("byte %d", at).isEmpty();
      Files.write(path, Arrays.copyOf(right, at));
      assertThat(DataIndex.open(path)).as("cut at %d", at).isEmpty();
    }
    Files.write(path, right);
    assertThat(DataIndex.open(path)).isPresent();
  }

  @Test
  void refusesMoreExamplesThanTheSourceSaysThatItHas() throws IOException {
    DataIndex.Builder builder = new DataIndex.Builder(folder.resolve("full"), 1);
    builder.next();
    assertThatThrownBy(builder::next)
        .hasMessage("a data source gave more examples than it says it has");
  }

  private Path built(long reserved) throws IOException {
    Path path = Files.createTempFile(folder, "data", ".index");
    DataIndex.Builder builder = new DataIndex.Builder(path, reserved);
    List<String> keys = List.of("a", "b", "c");
    long[] positions = {7, Position.UNREADABLE, 9};
    long[] places = {builder.next(), builder.next(), builder.next()};
    for (int i : new int[] {2, 0, 1}) {
      builder.set(places[i], Id.of(keys.get(i)), positions[i]);
    }
    builder.build();
    return path;
  }
}
