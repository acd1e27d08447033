package io.threetowers.core.wiring;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.config.Bound;
import io.threetowers.core.eval.Evaluation;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Model;
import io.threetowers.core.run.CheckpointChoice;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.run.WeightChoice;
import io.threetowers.core.train.Checkpoints;
import io.threetowers.core.train.TrainingEvaluation;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Evaluates a checkpoint of a run. */
public final class EvaluationRun {

  /** Receives each result. */
  @FunctionalInterface
  public interface Results {
    void add(String evaluator, String data, Map<String, Double> metrics);
  }

  private EvaluationRun() {}

  /**
   * Runs evaluators.
   *
   * @param evaluators names of entries of {@code evaluate}; none: all
   */
  public static void run(
      Bound<Experiment> bound,
      RunFolder folder,
      CheckpointChoice choice,
      List<String> evaluators,
      Results results)
      throws IOException {
    for (String name : evaluators) {
      if (!bound.value().evaluate().containsKey(name)) {
        throw new InvalidInputException(
            "there is no evaluator '"
                + name
                + "'"
                + Suggestions.hint(name, bound.value().evaluate().keySet()));
      }
    }
    Wired wired = ExperimentParts.of(bound).inject();
    try (Model model = wired.get(Model.class)) {
      long step = Checkpoints.loadModel(new CheckpointStore(folder.checkpoints()), choice, model);
      wired
          .get(Evaluation.class)
          .run(
              step,
              evaluators.isEmpty() ? bound.value().evaluate().keySet() : evaluators,
              choice.weights() == WeightChoice.EMA
                  ? TrainingEvaluation.ofAverage(tracker(results))
                  : tracker(results));
    }
  }

  private static Tracker tracker(Results results) {
    return new Tracker() {
      @Override
      public void evaluation(
          long step, String evaluator, String data, Map<String, Double> metrics) {
        results.add(evaluator, data, metrics);
      }

      @Override
      public void close() {}
    };
  }
}
