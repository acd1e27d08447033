package io.threetowers.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.core.script.Autograd;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Compares the gradient of a whole tower with difference quotients. */
final class SlopeCheck {
  private static final int DIRECTIONS = 4;

  /** The longer, the less a quotient suffers from rounding, and the more from curvature. */
  private static final List<Float> STEPS = List.of(1e-2f, 1e-3f, 1e-4f);

  private SlopeCheck() {}

  /**
   * How far the slope of a weighted sum of the output is from what the gradient says, along
   * directions that move every parameter in proportion to its gradient, up or down by chance;
   * relative to the gradient's length. Of several step lengths the best counts: the quotients of a
   * wrong gradient come near it at none.
   */
  static double error(TowerHarness harness, NDArray input, long seed) {
    try (NDManager scope = TowerHarness.newManager()) {
      Map<String, NDArray> parameters = new TreeMap<>();
      Map<String, NDArray> gradients = new TreeMap<>();
      Autograd.backward(Autograd.recording(() -> weightedSum(harness, input)));
      for (String name : harness.tower().block().getParameters().keys()) {
        NDArray gradient = Autograd.gradient(harness.parameter(name));
        if (gradient != null) {
          parameters.put(name, copy(scope, harness.parameter(name)));
          gradients.put(name, copy(scope, gradient));
        }
      }
      double length = Math.sqrt(dot(gradients, gradients));
      double error = 0;
      Random random = new Random(seed);
      for (int i = 0; i < DIRECTIONS && length > 0; i++) {
        Map<String, NDArray> direction = new TreeMap<>();
        gradients.forEach(
            (name, gradient) ->
                direction.put(
                    name, gradient.mul(signs(scope, random, gradient)).div((float) length)));
        double expected = dot(gradients, direction);
        double nearest = Double.POSITIVE_INFINITY;
        for (float step : STEPS) {
          double above = moved(harness, input, parameters, direction, step);
          double below = moved(harness, input, parameters, direction, -step);
          nearest = Math.min(nearest, Math.abs((above - below) / (2 * step) - expected));
        }
        error = Math.max(error, nearest / length);
      }
      return error;
    }
  }

  private static double moved(
      TowerHarness harness,
      NDArray input,
      Map<String, NDArray> parameters,
      Map<String, NDArray> direction,
      float step) {
    parameters.forEach(
        (name, value) ->
            Autograd.copy(value.add(direction.get(name).mul(step)), harness.parameter(name)));
    double result = Autograd.notRecording(() -> weightedSum(harness, input).getFloat());
    parameters.forEach((name, value) -> Autograd.copy(value, harness.parameter(name)));
    return result;
  }

  /** In evaluation mode: dropout would be another function each time. */
  private static NDArray weightedSum(TowerHarness harness, NDArray input) {
    NDArray output = harness.forward(input, false);
    NDArray weights = input.getManager().arange((float) output.size()).sin();
    return output.mul(weights.reshape(output.getShape())).sum();
  }

  private static NDArray copy(NDManager scope, NDArray array) {
    return scope.create(array.toFloatArray(), array.getShape());
  }

  private static NDArray signs(NDManager scope, Random random, NDArray like) {
    float[] signs = new float[Math.toIntExact(like.size())];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = random.nextBoolean() ? 1 : -1;
    }
    return scope.create(signs, like.getShape());
  }

  private static double dot(Map<String, NDArray> one, Map<String, NDArray> other) {
    double sum = 0;
    for (Map.Entry<String, NDArray> entry : one.entrySet()) {
      sum += entry.getValue().mul(other.get(entry.getKey())).sum().getFloat();
    }
    return sum;
  }
}
