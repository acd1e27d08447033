package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GradientsTest {
  private final NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
  private final Gradients gradients = new Gradients();

  @AfterEach
  void close() {
    manager.close();
  }

  /** Norm 13 over arrays of several shapes. */
  private NDList norm13() {
    return new NDList(
        manager.create(new float[] {3, 0, 0, -4}, new Shape(2, 2)),
        manager.create(new float[] {12}, new Shape(1)),
        manager.create(0f));
  }

  @Test
  void shrinksAllGradientsByOneFactor() {
    NDList list = norm13();

    double norm = gradients.clip(list, 1);

    assertThat(norm).isCloseTo(13, within(1e-5));
    assertThat(list.get(0).toFloatArray())
        .containsExactly(new float[] {3 / 13f, 0, 0, -4 / 13f}, within(1e-6f));
    assertThat(list.get(1).toFloatArray()).containsExactly(new float[] {12 / 13f}, within(1e-6f));
  }

  @Test
  void leavesSmallGradientsBitForBit() {
    NDList list = norm13();

    assertThat(gradients.clip(list, 14)).isCloseTo(13, within(1e-5));

    assertThat(list.get(0).toFloatArray()).containsExactly(3, 0, 0, -4);
    assertThat(list.get(1).toFloatArray()).containsExactly(12);
  }

  @Test
  void onlyMeasuresUpToAnInfiniteNorm() {
    NDList list = norm13();

    assertThat(gradients.clip(list, Double.POSITIVE_INFINITY)).isCloseTo(13, within(1e-5));

    assertThat(list.get(1).toFloatArray()).containsExactly(12);
  }

  @Test
  void showsThatAGradientIsNotFinite() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      NDList list = norm13();
      list.get(1).set(new float[] {bad});

      assertThat(Double.isFinite(gradients.clip(list, 1))).isFalse();
    }
  }

  @Test
  void setsEveryEntryToZeroInPlace() {
    NDList list = norm13();

    gradients.zero(list);

    assertThat(list.get(0).toFloatArray()).containsOnly(0);
    assertThat(list.get(1).toFloatArray()).containsOnly(0);
  }

  @Test
  void acceptsThatThereAreNone() {
    assertThat(gradients.clip(new NDList(), 1)).isZero();
    gradients.zero(new NDList());
  }

  @Test
  void leavesNothingAliveOverHundredsOfSteps() {
    NDList list = norm13();
    int alive = manager.getManagedArrays().size();
    for (int i = 0; i < 500; i++) {
      gradients.clip(list, 1);
      gradients.zero(list);
    }
    assertThat(manager.getManagedArrays().size()).isEqualTo(alive);
  }

  @Test
  void refusesANormThatNothingCouldHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gradients.clip(norm13(), 0))
        .withMessage("gradients cannot be clipped to the norm 0.0");
  }
}
