package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Head;
import io.threetowers.core.script.Autograd;

/** Mean and deviation of the columns of a table, for heads that standardize their input. */
final class Statistics {

  /**
   * Keeps a constant column from being divided by zero (big_vision's few-shot probe uses the same).
   */
  static final float EPSILON = 1e-5f;

  private Statistics() {}

  static void measure(NDArray table, Head.Standardization parameters) {
    Autograd.notRecording(
        () -> {
          try (NDManager scope = table.getManager().newSubManager()) {
            NDArray rows = table.duplicate();
            rows.attach(scope);
            NDArray mean = rows.mean(new int[] {0}, true);
            NDArray deviation = rows.sub(mean).square().mean(new int[] {0}).sqrt().add(EPSILON);
            Autograd.copy(mean.squeeze(0), parameters.mean().getArray());
            Autograd.copy(deviation, parameters.deviation().getArray());
          }
          return null;
        });
  }
}
