package io.threetowers.core.train;

import io.threetowers.api.Tracker;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.LoaderSpec;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.watch.Lapse;
import io.threetowers.core.watch.Pulse;
import io.threetowers.core.watch.Stage;
import io.threetowers.core.watch.SteadyVerdict;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells trackers and people of logged steps, with the verdict on what slows the run down. */
final class LogBook {
  private final Experiment experiment;
  private final Budget budget;
  private final Model model;
  private final Tracker tracker;
  private final Observer observer;
  private final SteadyVerdict verdict = new SteadyVerdict();

  LogBook(Experiment experiment, Budget budget, Model model, Tracker tracker, Observer observer) {
    this.experiment = experiment;
    this.budget = budget;
    this.model = model;
    this.tracker = tracker;
    this.observer = observer;
  }

  /**
   * Tells of a step.
   *
   * @param measured metrics of the model's health
   */
  void write(
      TrainingState state,
      Lapse lapse,
      StepResult result,
      double schedule,
      Map<String, Double> measured) {
    StepLog log =
        new StepLog(
            state.step(),
            budget.steps(),
            state.position().epoch(),
            state.position().examples(),
            budget.examplesPerEpoch(),
            budget.batch(state.step() - 1),
            budget.examples(state.step()),
            experiment.optimizer().lr() * schedule,
            lapse.seconds(Stage.WAIT),
            lapse.stepSeconds(),
            verdict.after(pulse(lapse)),
            result);
    tracker.step(log.step(), metrics(log, lapse, measured));
    observer.logged(log);
  }

  private static Map<String, Double> metrics(
      StepLog log, Lapse lapse, Map<String, Double> measured) {
    StepResult result = log.result();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("examples", (double) log.examples());
    metrics.put("epoch", (double) log.epoch());
    metrics.put("loss", result.loss());
    result.edges().forEach((edge, value) -> metrics.put("loss/" + edge, value));
    metrics.putAll(result.metrics());
    metrics.put("lr", log.lr());
    metrics.put("grad_norm", result.gradientNorm());
    metrics.put("samples_per_second", log.samplesPerSecond());
    metrics.put("data_seconds", log.dataSeconds());
    metrics.put("batch_seconds", log.batchSeconds());
    metrics.putAll(measured);
    lapse.stages().forEach((stage, seconds) -> metrics.put("time/" + stage, seconds));
    return metrics;
  }

  private Pulse pulse(Lapse lapse) {
    LoaderSpec loader = experiment.loader();
    Map<String, Double> frozen = new LinkedHashMap<>();
    for (TowerNode tower : model.composition().towers().values()) {
      // Others run, if at all, in phases of another size, for which no cache is kept.
      if (tower.spec().frozen() && !tower.precomputed()) {
        frozen.put(tower.name(), lapse.seconds(Stage.forward(tower.name())));
      }
    }
    int cores = Runtime.getRuntime().availableProcessors();
    return new Pulse(lapse, loader.workers(), loader.prefetch(), cores, frozen);
  }
}
