package io.threetowers.core.train;

import io.threetowers.core.watch.Verdict;
import java.util.Optional;

/**
 * A step as people and trackers see it.
 *
 * @param step counts from 1
 * @param steps of the whole run
 * @param epoch counts from 0
 * @param epochExamples so far in this epoch
 * @param examplesPerEpoch of the training data
 * @param batch examples of this step
 * @param examples of all steps so far
 * @param lr learning rate before multipliers
 * @param dataSeconds mean time per step since the last log that was spent waiting for data
 * @param batchSeconds mean time per step since the last log
 * @param verdict what slows the run down; empty if nothing does
 */
public record StepLog(
    long step,
    long steps,
    long epoch,
    long epochExamples,
    long examplesPerEpoch,
    long batch,
    long examples,
    double lr,
    double dataSeconds,
    double batchSeconds,
    Optional<Verdict> verdict,
    StepResult result) {

  public double samplesPerSecond() {
    return batch / batchSeconds;
  }

  /** Seconds to the end at this pace. */
  public double secondsLeft() {
    return (steps - step) * batchSeconds;
  }
}
