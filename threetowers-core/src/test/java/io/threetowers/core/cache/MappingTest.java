package io.threetowers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTest {
  @TempDir private Path folder;

  @Test
  void copiesAcrossTheSeamOfTwoMappings() throws IOException {
    Path path = folder.resolve("large");
    long seam = 1L << 30;
    byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8};
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(seam - 3);
      file.write(bytes);
      file.setLength(3 * seam + 8);
    }
    Mapping mapping = Mapping.of(path, 3 * seam + 8, true);
    ByteBuffer copy = ByteBuffer.allocate(8);
    mapping.copy(seam - 3, 8, copy);
    assertThat(copy.array()).isEqualTo(bytes);
    mapping.putLong(3 * seam, 42);
    assertThat(mapping.getLong(3 * seam)).isEqualTo(42);
    assertThat(mapping.getLong(2 * seam)).isZero();
  }

  @Test
  void saysInOneSentenceThatTheFileWasCutOff() throws IOException {
    Path path = folder.resolve("cut");
    int bytes = 1 << 20;
    Files.write(path, new byte[bytes]);
    Mapping mapping = Mapping.of(path, bytes, false);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(1000);
    }
    assertThatThrownBy(() -> mapping.guarded(() -> copied(mapping, bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("'.*/cut' was cut off or cannot be read any more; start again, .*");
    assertThatThrownBy(() -> Mapping.of(path, bytes, false)).hasMessageContaining("was cut off");
  }

  private static ByteBuffer copied(Mapping mapping, int bytes) {
    ByteBuffer target = ByteBuffer.allocateDirect(bytes);
    mapping.copy(0, bytes, target);
    return target;
  }
}
