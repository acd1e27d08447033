package io.threetowers.api.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.training.initializer.Initializer;

/**
 * Initial values as the references draw them (flax and torch), with explicit fans.
 *
 * <p>The host seeds the engine with a hash of the run's seed and the parameter's full name before
 * each draw.
 */
public final class Initializers {

  /** Standard deviation of a unit normal cut at ±2 (flax, variance_scaling). */
  private static final double TRUNCATED_DEVIATION = 0.8796256610342398;

  /** The share of a normal distribution within two standard deviations, erf(√2). */
  private static final float WITHIN_TWO = (float) 0.9544997361036416;

  private Initializers() {}

  /** {@return 0 in every entry, as biases start} */
  public static Initializer zeros() {
    return Initializer.ZEROS;
  }

  /** {@return 1 in every entry, as the weights of layer norms start} */
  public static Initializer ones() {
    return Initializer.ONES;
  }

  /**
   * One number everywhere.
   *
   * @param value of every entry, rounded to float32
   * @return the same for every seed
   */
  public static Initializer constant(double value) {
    return (manager, shape, type) -> manager.full(shape, (float) value, type);
  }

  /**
   * N(0, deviation²).
   *
   * @param deviation standard deviation
   * @return independent entries
   */
  public static Initializer normal(double deviation) {
    return (manager, shape, type) -> manager.randomNormal(0f, (float) deviation, shape, type);
  }

  /**
   * U(-a, a), a = √(6 / (fanIn + fanOut)): flax's and torch's xavier_uniform.
   *
   * @param fanIn width of the layer's input
   * @param fanOut width of the layer's output
   * @return independent entries
   */
  public static Initializer xavierUniform(long fanIn, long fanOut) {
    float a = (float) Math.sqrt(6.0 / (fanIn + fanOut));
    return (manager, shape, type) -> manager.randomUniform(-a, a, shape, type);
  }

  /**
   * A normal cut at two standard deviations, of variance 1 / fanIn: flax's lecun_normal.
   *
   * <p>By the inverse of the distribution, as jax.random.truncated_normal draws: DJL's own
   * truncated normal ignores the engine's seed.
   *
   * @param fanIn width of the layer's input
   * @return independent entries
   */
  public static Initializer lecunNormal(long fanIn) {
    float scale = (float) (Math.sqrt(2.0 / fanIn) / TRUNCATED_DEVIATION);
    return (manager, shape, type) -> {
      try (NDArray uniform = manager.randomUniform(-WITHIN_TWO, WITHIN_TWO, shape, type)) {
        return uniform.erfinv().muli(scale);
      }
    };
  }
}
