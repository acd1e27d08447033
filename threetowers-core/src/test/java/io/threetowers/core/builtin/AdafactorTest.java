package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Optimizer;
import io.threetowers.core.builtin.Adafactor.MomentumDtype;
import io.threetowers.core.experiment.Length;
import io.threetowers.core.experiment.Schedule;
import io.threetowers.core.experiment.Schedule.WarmupStart;
import io.threetowers.core.model.HostContext;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdafactorTest {
  private static final double[] GRADIENT = {1, -2, 3, 4, 5, -6};
  private static final double[] INITIAL = {.5, -.5, .25, 1, -1, 0};
  private static final double[] DIRECTION = {
    .6183469424, -.9468641529, 1.1401754251, 1.0546560886, 1.0093605785, -.9723448696
  };

  private static Optimizer adafactor(
      MomentumDtype dtype, int minDimension, double cap, Optional<Double> clipping) {
    Engine.getEngine("PyTorch");
    return new Adafactor()
        .create(
            new Adafactor.Config(.9, dtype, .8, cap, minDimension, 1e-30, clipping),
            new HostContext("optimizer"));
  }

  private static Updates factored(MomentumDtype dtype, Optional<Double> clipping) {
    return new Updates(adafactor(dtype, 2, .999, clipping), new Shape(2, 3), INITIAL);
  }

  /** The gradient of any step, clipped to norm 1 as the host does. */
  private static double[] clipped() {
    double norm = Math.sqrt(Arrays.stream(GRADIENT).map(g -> g * g).sum());
    return scaled(GRADIENT, 1 / norm);
  }

  private static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(value -> value * factor).toArray();
  }

  /**
   * big_vision's whole update over three steps: clip, Adafactor, its own decay, warm-up, cosine.
   */
  @Test
  void givesBigVisionsGoldenUpdates() {
    Schedule schedule =
        new Schedule(
            Schedule.Shape.COSINE,
            Length.ofSteps(2),
            Length.ofSteps(0),
            WarmupStart.ZERO,
            0,
            Optional.empty());
    double[][] expected = {
      INITIAL,
      {.499916257, -.4998850479, .2498791833, .9998498077, -1.0000458893, .0000923728},
      {.4996986934, -.4995784592, .2495452079, .9994640109, -1.0002194214, .000355869}
    };
    double[] momentum = {
      .1675720214, -.2566001854, .3089875402, .2858118, .2735367168, -.2635054597
    };
    try (Updates updates = factored(MomentumDtype.FP32, Optional.empty())) {
      for (int step = 0; step < 3; step++) {
        double multiplier = schedule.at(step, 10, 1, 1);
        updates.step(1e-3 * multiplier, 1e-4 * multiplier, clipped());
        assertThat(updates.parameter())
            .as("step %d", step)
            .containsExactly(expected[step], within(1e-7));
      }
      assertThat(updates.state("exp_avg")).containsExactly(momentum, within(1e-7));
      assertThat(updates.state("step")).containsExactly(3);
    }
  }

  /** The kept momentum loses its low bits, the step that it was computed for does not. */
  @Test
  void roundsTheMomentumThatItKeepsOnly() {
    try (Updates rounded = factored(MomentumDtype.BF16, Optional.empty());
        Updates full = factored(MomentumDtype.FP32, Optional.empty())) {
      rounded.step(1e-3, 0, clipped());
      full.step(1e-3, 0, clipped());

      assertThat(rounded.parameter()).isEqualTo(full.parameter());
      assertThat(full.state("exp_avg")).containsExactly(scaled(DIRECTION, .1), within(1e-7));
      for (int i = 0; i < INITIAL.length; i++) {
        double kept = rounded.state("exp_avg")[i];
        assertThat(Float.floatToIntBits((float) kept) & 0xffff).isZero();
        assertThat(kept).isCloseTo(.1 * DIRECTION[i], within(.1 / 256));
      }
      // bfloat16 is a type that the engine's Java side has no name for.
      assertThat(rounded.type("exp_avg")).isEqualTo(DataType.UNKNOWN);
      assertThat(full.type("exp_avg")).isEqualTo(DataType.FLOAT32);
    }
  }

  /** u = g / √v, and v = g² while β is 0: the first direction is the gradient's sign. */
  @Test
  void keepsOneSecondMomentPerEntryWhereItDoesNotFactor() {
    Optimizer optimizer = adafactor(MomentumDtype.FP32, 32, .999, Optional.empty());
    try (Updates updates = new Updates(optimizer, new Shape(2, 3), INITIAL)) {
      updates.step(1e-3, 0, GRADIENT);

      assertThat(updates.state("exp_avg"))
          .containsExactly(new double[] {.1, -.1, .1, .1, .1, -.1}, within(1e-7));
      assertThat(updates.state("exp_avg_sq"))
          .containsExactly(new double[] {1, 4, 9, 16, 25, 36}, within(1e-5));
    }
  }

  /** β at update i is min(cap, 1 − (i + 1)^−0.8): 0, 0.42565, then the cap. */
  @Test
  void forgetsSquaresEverMoreSlowlyUpToTheCap() {
    Optimizer optimizer = adafactor(MomentumDtype.FP32, 32, .5, Optional.empty());
    double second = .42565081;
    double[] expected = {1, second + (1 - second) * 4, .5 * (second + (1 - second) * 4) + .5 * 9};
    try (Updates updates = new Updates(optimizer, new Shape(1), 0)) {
      for (int step = 0; step < 3; step++) {
        updates.step(0, 0, step + 1);
        assertThat(updates.state("exp_avg_sq")[0]).isCloseTo(expected[step], within(1e-6));
      }
    }
  }

  @Test
  void clipsTheRootMeanSquareOfADirection() {
    double rms = Math.sqrt(Arrays.stream(DIRECTION).map(u -> u * u).sum() / DIRECTION.length);
    try (Updates updates = factored(MomentumDtype.FP32, Optional.of(.5))) {
      updates.step(1e-3, 0, GRADIENT);

      assertThat(updates.state("exp_avg"))
          .containsExactly(scaled(DIRECTION, .1 * .5 / rms), within(1e-7));
    }
  }

  @Test
  void leavesNothingAliveOverHundredsOfSteps() {
    try (Updates updates = factored(MomentumDtype.BF16, Optional.empty())) {
      updates.step(1e-3, 0, GRADIENT);
      int alive = updates.alive();
      for (int i = 0; i < 500; i++) {
        updates.step(1e-3, 0, GRADIENT);
      }
      assertThat(updates.alive()).isEqualTo(alive);
    }
  }
}
