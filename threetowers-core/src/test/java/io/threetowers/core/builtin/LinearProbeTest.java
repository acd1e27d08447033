package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.core.model.HostContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LinearProbeTest {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final LinearProbe probe = new LinearProbe(new HostContext("few"));

  @AfterEach
  void closeManager() {
    manager.close();
  }

  /** Golden values of big_vision's fewshot_lsr in float64, both forms of the ridge. */
  @Test
  void isBigVisionsRidge() {
    NDArray x = manager.create(new float[] {0, 1, 2, 1, 0, 1, 2, 2, 0, 3, 1, 1}, new Shape(4, 3));
    NDList fitted = probe.fit(x, new int[] {0, 0, 1, 1}, 1024, manager);
    double[] weights = fitted.get(2).toDoubleArray();
    double[] golden = {-0.0034701205, -0.0027417542, 0.0027374762, 0};
    for (int i = 0; i < golden.length; i++) {
      assertThat(weights[2 * i]).isCloseTo(golden[i], within(1e-9));
      assertThat(weights[2 * i + 1]).isCloseTo(-golden[i], within(1e-9));
    }
    NDArray test = manager.create(new float[] {.5f, .5f, 1.5f, 2.5f, 1.5f, .5f}, new Shape(2, 3));
    double score = 0.0069780885;
    double[] scores = probe.scores(test, fitted, manager).toDoubleArray();
    assertThat(scores).containsExactly(new double[] {score, -score, -score, score}, within(1e-9));
    assertThat(probe.accuracy(test, new int[] {0, 1}, fitted)).isEqualTo(1);
    assertThat(probe.accuracy(test, new int[] {1, 1}, fitted)).isEqualTo(0.5);
  }

  /**
   * Fewer rows than columns. By hand: x whitens to -1 and 1 (less 1e-5 of the deviation) and zeros,
   * with the bias's 100 behind; l2 = 1. The dual's 2 x 2 system gives w = ∓(2 / 3) for the first
   * feature, as the rows are opposite and the targets, too: w = x'(xx' + 1)⁻¹y with xx' + 1 =
   * [[10002, 9999], [9999, 10002]], whose inverse takes (1, -1) to (1, -1) / 3.
   */
  @Test
  void solvesTheSmallerSystemWhereRowsAreFew() {
    NDArray x = manager.create(new float[] {0, 5, 5, 2, 5, 5}, new Shape(2, 3));
    NDList fitted = probe.fit(x, new int[] {0, 1}, 1, manager);
    double[] weights = fitted.get(2).toDoubleArray();
    double[] golden = {-2 / 3.0, 2 / 3.0, 0, 0, 0, 0, 0, 0};
    assertThat(weights).containsExactly(golden, within(1e-5));
  }
}
