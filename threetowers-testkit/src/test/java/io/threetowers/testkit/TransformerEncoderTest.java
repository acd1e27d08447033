package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.api.nn.TransformerEncoder;
import io.threetowers.api.nn.TransformerSize;
import io.threetowers.core.script.TorchScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values in float64, made outside the engine. */
final class TransformerEncoderTest {
  private static final TransformerEncoder ENCODER =
      TransformerEncoder.of(new TransformerSize(4, 1, 1, 4));

  @ParameterizedTest
  @CsvSource({
    "GELU_TANH, -.0036373921, -.1588080094, -.1542859902, .3457140098, .8411919906, 2.9963626079",
    "GELU, -.0040496941, -.1586552539, -.1542687694, .3457312306, .8413447461, 2.9959503059",
    "QUICK_GELU, -.0180713097, -.1542042341, -.1496115634, .3503884366, .8457957659, 2.9819286903"
  })
  void activatesAsTheReferencesDo(
      Activation activation, double a, double b, double c, double d, double e, double f) {
    TorchScript script = new TorchScript(ENCODER.withActivation(activation).source().text());
    try (NDManager manager = TowerHarness.newManager()) {
      NDArray x = manager.create(new float[] {-3, -1, -.5f, .5f, 1, 3});
      float[] y = script.call("activation", x).singletonOrThrow().toFloatArray();
      assertClose(y, a, b, c, d, e, f);
    }
  }

  @ParameterizedTest
  @CsvSource({"1e-6, 1.3416402498, .4472134166", "1e-5, 1.34163542, .4472118067"})
  void normalisesWithItsEpsilon(double epsilon, double outer, double inner) {
    ScriptSource probe =
        new ScriptSource(
            """
            def norm(self, x: Tensor, p: List[Tensor]) -> Tensor:
              return (self).layer_norm(x, p, 0)
            """);
    TorchScript script = new TorchScript(probe.plus(ENCODER.withEpsilon(epsilon).source()).text());
    try (NDManager manager = TowerHarness.newManager()) {
      NDArray x = manager.create(new float[] {1, 2, 3, 4});
      NDList parameters =
          new NDList(manager.create(new float[] {1, 1, 1, 1}), manager.create(new float[4]));
      float[] y = script.call("norm", x, parameters).singletonOrThrow().toFloatArray();
      assertClose(y, -outer, -inner, inner, outer);
    }
  }

  /** ViT-S/16 at 224 pixels is known to take 4.6 billion multiply-adds. */
  @Test
  void countsTwoOperationsForEachMultiplyAdd() {
    TransformerEncoder small = TransformerEncoder.of(TransformerSize.parse("S"));
    double patches = 2.0 * 196 * 768 * 384;
    assertThat((small.flops(1, 197) + patches) / 2).isCloseTo(4.6e9, within(0.05e9));
  }

  private static void assertClose(float[] actual, double... expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("entry " + i)
          .isCloseTo(expected[i], within(1e-6 * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
