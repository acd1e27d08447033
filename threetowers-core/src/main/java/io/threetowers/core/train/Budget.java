package io.threetowers.core.train;

import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.Length;

/**
 * How long a run is.
 *
 * @param batch examples per step
 * @param examplesPerEpoch of the training data
 * @param steps of the whole run
 */
public record Budget(long batch, long examplesPerEpoch, long steps) {

  public static Budget of(Experiment experiment, long examplesPerEpoch) {
    long batch = experiment.loader().batch();
    // The total is what is asked for here; TrainSpec has refused a share of it.
    long steps = experiment.train().duration().steps(batch, examplesPerEpoch, 0);
    return new Budget(batch, examplesPerEpoch, steps);
  }

  /** Steps of a duration within this run, at least 1. */
  public long steps(Length length) {
    return Math.max(1, length.steps(batch, examplesPerEpoch, steps));
  }

  /** Whether something that happens every so many steps happens after {@code done} steps. */
  public static boolean isDue(long done, long every) {
    return done % every == 0;
  }
}
