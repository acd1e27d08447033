package io.threetowers.core.train;

import io.threetowers.api.Tracker;
import io.threetowers.core.eval.Evaluation;
import io.threetowers.core.experiment.EmaSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The evaluations of a run: of the weights as they are trained, and then of their moving average,
 * as evaluators of their own whose names end in {@value EmaSpec#SUFFIX}.
 */
public final class TrainingEvaluation {
  private final Evaluation evaluation;
  private final Optional<MovingAverage> average;
  private final Checkpoints checkpoints;

  public TrainingEvaluation(
      Evaluation evaluation, Optional<MovingAverage> average, Checkpoints checkpoints) {
    this.evaluation = evaluation;
    this.average = average;
    this.checkpoints = checkpoints;
  }

  /** Tells a tracker each result as it comes. */
  void run(long step, Tracker tracker) {
    Tracker all = new Trackers(List.of(tracker, checkpoints.watch()));
    evaluation.run(step, all);
    average.ifPresent(each -> each.during(() -> evaluation.run(step, ofAverage(all))));
    checkpoints.evaluated();
  }

  /** A tracker that passes results on as those of the averaged weights. */
  public static Tracker ofAverage(Tracker tracker) {
    return new Tracker() {
      @Override
      public void evaluation(
          long step, String evaluator, String data, Map<String, Double> metrics) {
        tracker.evaluation(step, evaluator + EmaSpec.SUFFIX, data, metrics);
      }

      @Override
      public void close() {}
    };
  }
}
