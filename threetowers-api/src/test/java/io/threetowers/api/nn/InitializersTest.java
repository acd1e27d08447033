package io.threetowers.api.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import org.junit.jupiter.api.Test;

final class InitializersTest {
  private static final Shape SHAPE = new Shape(400, 500);

  /** flax: a normal of deviation σ' cut at ±2 σ', where σ' = √(1 / fanIn) / 0.8796. */
  @Test
  void lecunNormalIsCutAtTwoDeviationsAndHasTheVarianceOfItsFan() {
    float[] values = draw(Initializers.lecunNormal(100));
    assertThat(deviation(values)).isCloseTo(0.1, within(0.001));
    double bound = 2 * 0.1 / 0.87962566;
    assertThat(largest(values)).isBetween(0.99 * bound, bound + 1e-6);
    assertThat(share(values, bound / 2)).isCloseTo(0.6826895 / 0.9544997, within(0.005));
  }

  @Test
  void xavierUniformFillsItsInterval() {
    float[] values = draw(Initializers.xavierUniform(100, 200));
    double bound = Math.sqrt(6.0 / 300);
    assertThat(largest(values)).isBetween(0.999 * bound, bound);
    assertThat(deviation(values)).isCloseTo(bound / Math.sqrt(3), within(0.001));
  }

  @Test
  void normalHasItsDeviation() {
    assertThat(deviation(draw(Initializers.normal(0.02)))).isCloseTo(0.02, within(0.0002));
  }

  @Test
  void leavesNothingBehindInTheManager() {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      NDArray drawn = Initializers.lecunNormal(4).initialize(manager, SHAPE, DataType.FLOAT32);
      assertThat(manager.getManagedArrays()).containsExactly(drawn);
    }
  }

  private static float[] draw(Initializer initializer) {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      manager.getEngine().setRandomSeed(17);
      return initializer.initialize(manager, SHAPE, DataType.FLOAT32).toFloatArray();
    }
  }

  private static double deviation(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double share(float[] values, double within) {
    int count = 0;
    for (float value : values) {
      count += Math.abs(value) <= within ? 1 : 0;
    }
    return (double) count / values.length;
  }
}
