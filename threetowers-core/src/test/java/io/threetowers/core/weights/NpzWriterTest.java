package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpzWriterTest {
  @TempDir private Path folder;

  @Test
  void writesWhatTheReaderReads() throws IOException {
    Path file = folder.resolve("written.npz");
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Map<String, NDArray> arrays =
          Map.of(
              "params/img/kernel", manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3)),
              "t", manager.create(new float[] {7}, new Shape(1)),
              "scalar", manager.create(8f));
      NpzWriter.write(file, arrays);
      try (WeightFile read = WeightFile.open(file)) {
        assertThat(read.format()).isEqualTo("NumPy");
        assertThat(read.names()).containsExactly("params/img/kernel", "scalar", "t");
        for (Map.Entry<String, NDArray> each : arrays.entrySet()) {
          NDArray again = read.read(each.getKey(), manager);
          assertThat(again.getShape()).isEqualTo(each.getValue().getShape());
          assertThat(again.toFloatArray()).isEqualTo(each.getValue().toFloatArray());
        }
      }
    }
    // numpy/lib/format.py: so spelt, and the values begin at a multiple of 64
    String header =
        Files.readString(file, ISO_8859_1)
            .replaceAll("(?s).*(\\{'descr'[^}]*'shape': \\(1,\\), \\} *\n).*", "$1");
    assertThat(header).startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }");
    assertThat((10 + header.length()) % 64).isZero();
  }
}
