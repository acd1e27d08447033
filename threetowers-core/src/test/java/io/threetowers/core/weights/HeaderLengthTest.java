package io.threetowers.core.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeaderLengthTest {
  @TempDir Path folder;

  /**
   * The first byte of a file is the lowest of that length: some are what other formats begin with.
   */
  @Test
  void readsSafetensorsWhateverTheLengthOfTheirHeader() throws Exception {
    Path file = folder.resolve("a.safetensors");
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (int letters = 1; letters <= 300; letters++) {
        String name = "x".repeat(letters);
        Safetensors.write(file, Map.of(name, manager.zeros(new Shape(1))), Map.of(), false);
        try (WeightFile weights = WeightFile.open(file)) {
          assertThat(weights.names()).as("%d letters", letters).containsExactly(name);
        }
      }
    }
  }
}
