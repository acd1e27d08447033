package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.api.data.Value;
import io.threetowers.core.script.Autograd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Compares a tower's output and gradients with those of another formulation of the same function.
 */
public final class Parity {
  private static final double OUTPUT_TOLERANCE = 1e-5;
  private static final double GRADIENT_TOLERANCE = 1e-4;

  private Parity() {}

  /**
   * Fails unless outputs agree to 1e-5 and gradients of every parameter to 1e-4, each relative to
   * the largest entry.
   *
   * @param harness of a tower without dropout
   * @param values what the tower reads, one a row
   * @param reference from the tower's input to its output; reads the harness's parameters
   */
  public static void assertEqual(
      TowerHarness harness, List<? extends Value> values, UnaryOperator<NDArray> reference) {
    try (NDManager batch = TowerHarness.newManager()) {
      NDArray input = harness.input(batch, values);
      NDArray actual = harness.embedForTraining(input);
      NDArray expected = Autograd.recording(() -> reference.apply(input));
      assertThat(actual.getShape()).isEqualTo(expected.getShape());
      assertClose("output", actual.toFloatArray(), expected.toFloatArray(), OUTPUT_TOLERANCE);
      Map<String, float[]> actualGradients = gradients(harness, batch, actual);
      Map<String, float[]> expectedGradients = gradients(harness, batch, expected);
      actualGradients.forEach(
          (name, gradient) ->
              assertClose(
                  "gradient of " + name,
                  gradient,
                  expectedGradients.get(name),
                  GRADIENT_TOLERANCE));
    }
  }

  /** Of a weighted sum of the output; cleared afterwards. */
  private static Map<String, float[]> gradients(
      TowerHarness harness, NDManager batch, NDArray output) {
    NDArray weights = batch.arange((float) output.size()).sin().reshape(output.getShape());
    Autograd.backward(Autograd.recording(() -> output.mul(weights).sum()));
    Map<String, float[]> gradients = new HashMap<>();
    for (Pair<String, Parameter> entry : harness.tower().block().getParameters()) {
      NDArray gradient = Autograd.gradient(entry.getValue().getArray());
      assertThat(gradient).as("gradient of " + entry.getKey()).isNotNull();
      gradients.put(entry.getKey(), gradient.toFloatArray());
      gradient.subi(gradient);
    }
    return gradients;
  }

  private static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
    }
    assertThat(largest).as("largest entry of the %s", what).isPositive();
    assertThat(difference / largest)
        .as("relative difference of the %s", what)
        .isLessThan(tolerance);
  }
}
