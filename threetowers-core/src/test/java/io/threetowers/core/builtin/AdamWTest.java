package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Optimizer;
import io.threetowers.core.model.HostContext;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdamWTest {

  private static Optimizer adamw(double beta1, double beta2, double epsilon) {
    Engine.getEngine("PyTorch");
    return new AdamW()
        .create(new AdamW.Config(beta1, beta2, epsilon), new HostContext("optimizer"));
  }

  /** torch.optim.AdamW in float64, over sizes that the vector kernels cut differently. */
  @ParameterizedTest
  @CsvSource({"1, .9, .999, 1e-8", "7, .9, .98, 1e-6", "35, .8, .95, 1e-3", "1025, 0, .9, 1e-8"})
  void equalsTorchsAdamW(int size, double beta1, double beta2, double epsilon) {
    Random random = new Random(size);
    double[] p = random.doubles(size, -1, 1).toArray();
    double[] mean = new double[size];
    double[] square = new double[size];
    double weightDecay = 0.2;
    try (Updates updates = new Updates(adamw(beta1, beta2, epsilon), new Shape(size), p)) {
      for (int step = 1; step <= 5; step++) {
        double rate = 0.01 * step;
        double[] g = random.doubles(size, -2, 2).toArray();
        for (int i = 0; i < size; i++) {
          p[i] -= rate * weightDecay * p[i];
          mean[i] = beta1 * mean[i] + (1 - beta1) * g[i];
          square[i] = beta2 * square[i] + (1 - beta2) * g[i] * g[i];
          double unbiasedMean = mean[i] / (1 - Math.pow(beta1, step));
          double unbiasedSquare = square[i] / (1 - Math.pow(beta2, step));
          p[i] -= rate * unbiasedMean / (Math.sqrt(unbiasedSquare) + epsilon);
        }
        updates.step(rate, rate * weightDecay, g);
        assertThat(updates.parameter())
            .as("seed %d, step %d", size, step)
            .containsExactly(p, within(2e-6));
      }
      assertThat(updates.state("exp_avg")).containsExactly(mean, within(1e-6));
      assertThat(updates.state("exp_avg_sq")).containsExactly(square, within(1e-6));
      assertThat(updates.state("step")).containsExactly(5);
    }
  }

  /** big_vision's decay is no multiple of the rate: the share is the host's affair. */
  @Test
  void shrinksByTheShareThatItIsGiven() {
    try (Updates updates = new Updates(adamw(.9, .999, 1e-8), new Shape(2), 1, -2)) {
      updates.step(1e-3, 0.5, 3, 4);
      assertThat(updates.parameter()).containsExactly(new double[] {.499, -1.001}, within(1e-7));
      updates.step(0, 0.5, 3, 4);
      assertThat(updates.parameter()).containsExactly(new double[] {.2495, -.5005}, within(1e-7));
    }
  }

  @Test
  void leavesNothingAliveOverHundredsOfSteps() {
    try (Updates updates = new Updates(adamw(.9, .999, 1e-8), new Shape(2), 1, -2)) {
      updates.step(1e-3, 0, 3, 4);
      int alive = updates.alive();
      for (int i = 0; i < 500; i++) {
        updates.step(1e-3, 0, 3, 4);
      }
      assertThat(updates.alive()).isEqualTo(alive);
    }
  }

  @Test
  void refusesTheStateOfAnotherOptimizer() {
    try (Optimizer optimizer = adamw(.9, .999, 1e-8);
        NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      Map<String, NDArray> state = Map.of("heads.a.exp_avg_sq_row", manager.ones(new Shape(3)));
      assertThatExceptionOfType(InvalidInputException.class)
          .isThrownBy(() -> optimizer.load(state))
          .withMessage(
              "the saved state 'heads.a.exp_avg_sq_row' is not adamw's, which keeps "
                  + "[exp_avg, exp_avg_sq, step]; resume with the optimizer that saved it");
    }
  }

  @Test
  void refusesAStateOfAnotherShape() {
    try (Optimizer optimizer = adamw(.9, .999, 1e-8);
        NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      optimizer.load(Map.of("p.exp_avg", manager.ones(new Shape(3))));
      try (Updates updates = new Updates(optimizer, new Shape(2), 1, -2)) {
        assertThatExceptionOfType(InvalidInputException.class)
            .isThrownBy(() -> updates.step(1e-3, 0, 3, 4))
            .withMessage(
                "the optimizer's state 'p.exp_avg' has the shape (3), but its parameter needs (2); "
                    + "was it saved by another model?");
      }
    }
  }
}
