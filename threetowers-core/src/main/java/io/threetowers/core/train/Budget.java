package io.threetowers.core.train;

import io.threetowers.core.data.Stepwise;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.Length;
import java.util.List;
import java.util.Map;

/**
 * How long a run is.
 *
 * @param batches examples per step
 * @param examplesPerEpoch of the training data
 * @param steps of the whole run
 * @param entries the step of each entry of the timeline; one may lie beyond the end
 */
public record Budget(
    Stepwise<Integer> batches, long examplesPerEpoch, long steps, List<Long> entries) {

  public Budget {
    entries = List.copyOf(entries);
  }

  public static Budget of(Experiment experiment, long examplesPerEpoch) {
    return new BatchGrowth(experiment, examplesPerEpoch).budget();
  }

  /**
   * Examples of the first step, by which the lengths of the learning rate's schedule are told in
   * steps.
   */
  public long batch() {
    return batches.at(0);
  }

  /** Examples of a step, from 0. */
  public long batch(long step) {
    return batches.at(step);
  }

  /** Examples of the first {@code done} steps together. */
  public long examples(long done) {
    long examples = 0;
    for (Map.Entry<Long, Integer> change : batches.changes().entrySet()) {
      Long next = batches.changes().higherKey(change.getKey());
      long end = next == null ? done : Math.min(done, next);
      examples += Math.max(0, end - change.getKey()) * change.getValue();
    }
    return examples;
  }

  /** Steps of a duration within this run, at least 1, at the first batch's size. */
  public long steps(Length length) {
    return Math.max(1, length.steps(batch(), examplesPerEpoch, steps));
  }

  /** Whether something that happens every so often happens after {@code done} steps. */
  public boolean isDue(long done, Length every) {
    if (batches.changes().size() == 1 || !every.countsExamples()) {
      return isDue(done, steps(every));
    }
    double unit = Math.max(1, every.examples(examplesPerEpoch));
    return Math.floor(examples(done) / unit) > Math.floor(examples(done - 1) / unit);
  }

  /** Whether something that happens every so many steps happens after {@code done} steps. */
  public static boolean isDue(long done, long every) {
    return done % every == 0;
  }
}
