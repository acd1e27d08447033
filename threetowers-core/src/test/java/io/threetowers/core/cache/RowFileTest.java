package io.threetowers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFileTest {
  private static final Layout LAYOUT = new Layout(2, 2, 3);
  private static final int CHUNKS = 3;

  @TempDir private Path folder;

  @Test
  void givesBackWhatWasWritten() throws IOException {
    try (RowFile file = RowFile.read(written("rows"), LAYOUT).orElseThrow()) {
      assertThat(file.chunks()).isEqualTo(CHUNKS);
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        assertThat(file.directory(chunk)).contains(directory(chunk));
        assertThat(file.isWhole(chunk)).isTrue();
      }
      // Two of the second chunk, all three of the others, and each has one that is unreadable.
      assertThat(file.examples()).isEqualTo(2 + 1 + 2);
    }
  }

  @Test
  void noticesEveryFlippedByte() throws IOException {
    Path path = written("rows");
    byte[] right = Files.readAllBytes(path);
    for (int at = 0; at < right.length; at++) {
      byte[] flipped = right.clone();
      flipped[at] = (byte) (flipped[at] ^ (1 << (at % 8)));
      Files.write(path, flipped);
      if (at < Layout.FILE_HEADER) {
        assertThat(RowFile.read(path, LAYOUT)).as("byte %d", at).isEmpty();
        continue;
      }
      int damaged = (at - Layout.FILE_HEADER) / LAYOUT.chunkBytes();
      try (RowFile file = RowFile.read(path, LAYOUT).orElseThrow()) {
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
          assertThat(file.isWhole(chunk)).as("byte %d", at).isEqualTo(chunk != damaged);
        }
      }
    }
  }

  @Test
  void goesOnAfterACutAtAnyByteAndEndsWithTheSameBytes() throws IOException {
    byte[] right = Files.readAllBytes(written("unbroken"));
    Path path = folder.resolve("cut");
    for (int length = 0; length < right.length; length++) {
      Files.write(path, Arrays.copyOf(right, length));
      int whole = Math.max(0, length - Layout.FILE_HEADER) / LAYOUT.chunkBytes();
      try (RowFile file = RowFile.write(path, LAYOUT)) {
        assertThat(file.chunks()).as("cut at %d", length).isEqualTo(whole);
        for (int chunk = 0; chunk < whole; chunk++) {
          assertThat(file.isWhole(chunk)).isTrue();
        }
        for (int chunk = whole; chunk < CHUNKS; chunk++) {
          file.append(chunk, directory(chunk), rows(chunk));
        }
      }
      assertThat(Files.readAllBytes(path)).as("cut at %d", length).isEqualTo(right);
    }
  }

  @Test
  void givesADamagedChunkUpAndKeepsTheOthers() throws IOException {
    Path path = written("rows");
    try (RowFile file = RowFile.write(path, LAYOUT)) {
      file.giveUp(1);
      assertThat(file.directory(1)).contains(Directory.givenUp());
      assertThat(file.isWhole(1)).isTrue();
      file.append(CHUNKS, directory(CHUNKS), rows(CHUNKS));
      for (int chunk : new int[] {0, 2, CHUNKS}) {
        assertThat(file.directory(chunk)).contains(directory(chunk));
        assertThat(file.isWhole(chunk)).isTrue();
      }
    }
  }

  @Test
  void takesAFileOfAnotherLayoutForNone() throws IOException {
    Path path = written("rows");
    assertThat(RowFile.read(path, new Layout(4, 1, 3))).isEmpty();
    assertThat(RowFile.read(folder.resolve("none"), LAYOUT)).isEmpty();
    try (RowFile file = RowFile.write(path, new Layout(4, 1, 3))) {
      assertThat(file.chunks()).isZero();
    }
  }

  private Path written(String name) throws IOException {
    Path path = folder.resolve(name);
    try (RowFile file = RowFile.write(path, LAYOUT)) {
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        file.append(chunk, directory(chunk), rows(chunk));
      }
      file.sync();
    }
    return path;
  }

  private static Directory directory(int chunk) {
    Random random = new Random(chunk);
    List<Id> ids = new ArrayList<>();
    for (int i = 0; i < (chunk == 1 ? 2 : 3); i++) {
      ids.add(new Id(random.nextLong(), random.nextLong()));
    }
    BitSet unreadable = new BitSet();
    unreadable.set(chunk % 2);
    return new Directory(ids, unreadable);
  }

  private static byte[] rows(int chunk) {
    byte[] rows = new byte[LAYOUT.rowsBytes()];
    new Random(100 + chunk).nextBytes(rows);
    return rows;
  }
}
