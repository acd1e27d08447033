package io.threetowers.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Loss;
import java.util.Map;

/** What a loss costs at the least where the rows of each side are all alike, by trying. */
final class Guess {
  private static final int SIMILARITIES = 400;

  /** A logarithm of a multiplier, or a bias: none is farther from zero. */
  private static final int FARTHEST = 15;

  private static final int TRIES_PER_UNIT = 10;

  /** Of a side that is not normalised: products of up to its square. */
  private static final float LENGTH = 4;

  private final BlockUnderTest block;
  private final Loss loss;

  Guess(BlockUnderTest block, Loss loss) {
    this.block = block;
    this.loss = loss;
  }

  double best(int batch) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= SIMILARITIES; i++) {
      best = Math.min(best, cost(batch, 2.0 * i / SIMILARITIES - 1));
    }
    for (Map.Entry<String, NDArray> parameter : block.trained().entrySet()) {
      if (parameter.getValue().size() == 1) {
        best = Math.min(best, best(batch, parameter.getKey(), parameter.getValue()));
      }
    }
    return best;
  }

  /** Over the values that a parameter may have, at a similarity of 0. */
  private double best(int batch, String name, NDArray parameter) {
    Loss.Bounds bounds = loss.bounds().getOrDefault(name, new Loss.Bounds(-FARTHEST, FARTHEST));
    float before = parameter.toFloatArray()[0];
    double best = Double.POSITIVE_INFINITY;
    for (int i = -FARTHEST * TRIES_PER_UNIT; i <= FARTHEST * TRIES_PER_UNIT; i++) {
      double value = (double) i / TRIES_PER_UNIT;
      if (value >= bounds.min() && value <= bounds.max()) {
        parameter.set(new float[] {(float) value});
        best = Math.min(best, cost(batch, 0));
      }
    }
    parameter.set(new float[] {before});
    return best;
  }

  private double cost(int batch, double similarity) {
    try (NDManager scope = block.manager().newSubManager()) {
      NDArray left = side(scope, loss.left(), batch, 1);
      NDArray right = side(scope, loss.right(), batch, similarity);
      try (NDArray cost = block.run(left, right).head()) {
        float value = cost.getFloat();
        return Float.isNaN(value) ? Double.POSITIVE_INFINITY : value;
      }
    }
  }

  /** Rows of length 1 whose products with the first axis are {@code similarity}. */
  private static NDArray side(NDManager scope, Loss.Side side, int batch, double similarity) {
    float length = side == Loss.Side.RAW ? LENGTH : 1;
    float[] rows = new float[batch * LossContract.WIDTH];
    for (int i = 0; i < batch; i++) {
      rows[i * LossContract.WIDTH] = length * (float) similarity;
      rows[i * LossContract.WIDTH + 1] = length * (float) Math.sqrt(1 - similarity * similarity);
    }
    return scope.create(rows, new Shape(batch, LossContract.WIDTH));
  }
}
