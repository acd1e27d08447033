package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.Safetensors;
import io.threetowers.core.script.Autograd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Compares a tower's output and gradients with those of another formulation of the same function:
 * one in plain operations, or golden numbers that another implementation wrote to a file.
 */
public final class Parity {
  private static final double OUTPUT_TOLERANCE = 1e-5;
  private static final double GRADIENT_TOLERANCE = 1e-4;

  private static final String GRADIENT = "grad.";

  /** What to look at where the first row is wrong: all of them are, most likely. */
  private static final String FORWARD =
      "look at forward first: the scaling of the input, the order of the parameters, an epsilon, an activation";

  /** Where only a later one is. */
  private static final String OTHER_ROWS =
      "the rows before it agree: look for what goes across rows, as a norm of the batch does";

  /** Where all outputs agree. */
  private static final String BACKWARD =
      "the output agrees, so forward is right: look for a detach, for a parameter that is used twice or copied, and whether the expected gradient is that of the sum of output · sin(0, 1, 2, …)";

  private Parity() {}

  /**
   * Fails unless outputs agree to 1e-5 and gradients of every trained parameter to 1e-4, each
   * relative to the largest entry.
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
      assertOutput(actual, expected);
      Map<String, float[]> actualGradients = gradients(harness, batch, actual);
      Map<String, float[]> expectedGradients = gradients(harness, batch, expected);
      actualGradients.forEach(
          (name, gradient) -> assertGradient(name, gradient, expectedGradients.get(name)));
    }
  }

  /**
   * Fails unless output and gradients agree with golden ones, within the same limits as {@link
   * #assertEqual}.
   *
   * <p>The golden file is a safetensors file with {@code input} (B, input shape), {@code output}
   * (B, width) and, for at least one parameter, {@code grad.<parameter>}: the gradient of the sum
   * of output · sin(0, 1, 2, …), row by row, without dropout. Images are stored as F16 or F32 from
   * 0 to 255, ids as I64.
   *
   * @param harness of a tower with the weights that the golden numbers were made with
   * @param golden the file
   * @throws IOException if it cannot be read
   */
  public static void assertGolden(TowerHarness harness, Path golden) throws IOException {
    try (Safetensors file = Safetensors.open(golden);
        NDManager batch = TowerHarness.newManager()) {
      NDArray input = file.read("input", batch).toType(harness.tower().input().type(), false);
      NDArray output = harness.embedForTraining(input);
      NDArray expected = file.read("output", batch);
      assertOutput(output, expected);
      Map<String, float[]> gradients = gradients(harness, batch, output);
      List<String> compared =
          file.names().stream().filter(name -> name.startsWith(GRADIENT)).toList();
      assertThat(compared).as("tensors named %s…", GRADIENT).isNotEmpty();
      for (String name : compared) {
        String parameter = name.substring(GRADIENT.length());
        assertThat(gradients).as("gradients of the trained parameters").containsKey(parameter);
        float[] gradient = file.read(name, batch).toFloatArray();
        assertGradient(parameter, gradients.get(parameter), gradient);
      }
    }
  }

  /** Of a weighted sum of the output, for every trained parameter; cleared afterwards. */
  private static Map<String, float[]> gradients(
      TowerHarness harness, NDManager batch, NDArray output) {
    NDArray weights = batch.arange((float) output.size()).sin().reshape(output.getShape());
    Autograd.backward(Autograd.recording(() -> output.mul(weights).sum()));
    Map<String, float[]> gradients = new HashMap<>();
    for (Pair<String, Parameter> entry : harness.tower().block().getParameters()) {
      if (!entry.getValue().requiresGradient()) {
        continue;
      }
      NDArray gradient = Autograd.gradient(entry.getValue().getArray());
      assertThat(gradient).as("gradient of " + entry.getKey()).isNotNull();
      gradients.put(entry.getKey(), gradient.toFloatArray());
      gradient.subi(gradient);
    }
    return gradients;
  }

  private static void assertOutput(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).as("shape of the output").isEqualTo(expected.getShape());
    long rows = expected.getShape().get(0);
    for (long row = 0; row < rows; row++) {
      assertClose(
          "output, row %d of %d; %s".formatted(row, rows, row == 0 ? FORWARD : OTHER_ROWS),
          actual.get(row).toFloatArray(),
          expected.get(row).toFloatArray(),
          largest(expected.toFloatArray()),
          OUTPUT_TOLERANCE);
    }
  }

  private static void assertGradient(String parameter, float[] actual, float[] expected) {
    String what = "gradient of '%s'; %s".formatted(parameter, BACKWARD);
    assertClose(what, actual, expected, largest(expected), GRADIENT_TOLERANCE);
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).as("largest entry that is expected").isPositive();
    return largest;
  }

  private static void assertClose(
      String what, float[] actual, float[] expected, double largest, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double difference = 0;
    for (int i = 0; i < actual.length; i++) {
      difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
    }
    assertThat(difference / largest)
        .as("relative difference of the %s", what)
        .isLessThan(tolerance);
  }
}
