package io.threetowers.core.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a run has left in its folder.
 *
 * @param name the folder's name, or as much of its path as tells it from the others
 * @param settings {@code resolved.yaml}: mappings, lists and scalars as text
 * @param environment {@code run.json}, in the same form: versions, device and the like
 * @param steps the logged steps, by step
 * @param evaluations in the order of their steps
 */
record RecordedRun(
    String name,
    Path folder,
    Map<String, Object> settings,
    Map<String, Object> environment,
    List<LoggedStep> steps,
    List<Evaluation> evaluations) {

  RecordedRun named(String other) {
    return new RecordedRun(other, folder, settings, environment, steps, evaluations);
  }

  /** The last value of a logged metric. */
  OptionalDouble last(String metric) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      Double value = steps.get(i).metrics().get(metric);
      if (value != null) {
        return OptionalDouble.of(value);
      }
    }
    return OptionalDouble.empty();
  }

  /** The last value of an evaluation's metric. */
  OptionalDouble last(String evaluator, String data, String metric) {
    OptionalDouble last = OptionalDouble.empty();
    for (Evaluation evaluation : evaluations) {
      Double value = evaluation.metrics().get(metric);
      if (value != null
          && evaluation.evaluator().equals(evaluator)
          && evaluation.data().equals(data)) {
        last = OptionalDouble.of(value);
      }
    }
    return last;
  }

  /** The last step that was logged or evaluated. */
  long lastStep() {
    long logged = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).step();
    long evaluated = evaluations.isEmpty() ? 0 : evaluations.get(evaluations.size() - 1).step();
    return Math.max(logged, evaluated);
  }
}
