package io.threetowers.core.experiment;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;

/**
 * An exponential moving average of the trained weights (Polyak and Juditsky, 1992), kept beside
 * them.
 */
public record EmaSpec(
    @Doc("how much of the average stays at each step") @Default("0.9999") @Range(min = 0, max = 1)
        double decay,
    @Doc(
            "at step t, from 0, no more than (1 + t) / (10 + t) stays, so that the beginning is forgotten soon")
        @Default("true")
        boolean warmup) {

  /** What evaluations of the average add to the name of their evaluator. */
  public static final String SUFFIX = "-ema";

  /**
   * How much stays at a step: TensorFlow's rule for warming up (tf.train.ExponentialMovingAverage,
   * num_updates).
   *
   * @param step counts from 0
   */
  public double decayAt(long step) {
    return warmup ? Math.min(decay, (1.0 + step) / (10.0 + step)) : decay;
  }
}
