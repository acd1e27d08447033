package io.threetowers.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsWriterTest {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @TempDir Path folder;

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void writesTheBytesOfThePythonLibrary() throws Exception {
    Map<String, NDArray> arrays =
        Map.of(
            "blocks.0.attn.qkv.weight",
            manager.create(new float[] {0, 0.25f, 0.5f, 0.75f, 1, 1.25f}, new Shape(2, 3)),
            "a.half",
            manager.create(new float[] {1, -2.5f, 65504, 0x1p-24f}),
            "step",
            manager.create(500L),
            "naïve",
            manager.zeros(new Shape(0, 3)));
    Map<String, String> metadata = Map.of("run", "emoji \"3T\"");

    assertThat(written(arrays, metadata, false))
        .isEqualTo(Files.readAllBytes(Goldens.file("golden-f32.safetensors")));
    assertThat(written(arrays, metadata, true))
        .isEqualTo(Files.readAllBytes(Goldens.file("golden-f16.safetensors")));
  }

  @Test
  void roundsToNearestEvenHalf() throws Exception {
    float above = 1 + 3 * 0x1p-11f;
    NDArray floats = manager.create(new float[] {1 + 0x1p-11f, above, 0x1p-25f, -0f});
    written(Map.of("x", floats), Map.of(), true);
    try (WeightFile file = WeightFile.open(folder.resolve("x.safetensors"))) {
      assertThat(file.read("x", manager).toFloatArray()).containsExactly(1, 1 + 0x1p-9f, 0, -0f);
    }
  }

  @Test
  void writesAParameterAndATransposedView() throws Exception {
    NDArray parameter = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
    parameter.setRequiresGradient(true);
    written(Map.of("p", parameter, "t", parameter.transpose()), Map.of(), false);
    try (WeightFile file = WeightFile.open(folder.resolve("x.safetensors"))) {
      assertThat(file.read("p", manager).toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(file.read("t", manager).toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
    }
  }

  @Test
  void refusesWhatF16CannotHoldAndKeepsTheOldFile() throws Exception {
    byte[] before = written(Map.of("x", manager.ones(new Shape(1))), Map.of(), true);
    assertThatThrownBy(
            () -> written(Map.of("x", manager.create(new float[] {1e6f})), Map.of(), true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "'x' holds values beyond 65504, the largest that F16 can store; write F32 instead");
    assertThat(Files.readAllBytes(folder.resolve("x.safetensors"))).isEqualTo(before);
    assertThat(folder.toFile().list()).containsExactly("x.safetensors");
  }

  private byte[] written(Map<String, NDArray> arrays, Map<String, String> metadata, boolean half)
      throws Exception {
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(file, arrays, metadata, half);
    return Files.readAllBytes(file);
  }
}
