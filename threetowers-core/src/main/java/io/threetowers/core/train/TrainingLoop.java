package io.threetowers.core.train;

import ai.djl.ndarray.NDManager;
import io.threetowers.api.Tracker;
import io.threetowers.core.data.Batch;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Model;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Steps until the end, with logs, evaluations and checkpoints in between. */
public final class TrainingLoop {
  private final Experiment experiment;
  private final Budget budget;
  private final Model model;
  private final TrainingStep step;
  private final TrainingInputs inputs;
  private final TrainingEvaluation evaluation;
  private final Checkpoints checkpoints;
  private final Tracker tracker;
  private final Observer observer;
  private final StopSignal stop;

  public TrainingLoop(
      Experiment experiment,
      Budget budget,
      Model model,
      TrainingStep step,
      TrainingInputs inputs,
      TrainingEvaluation evaluation,
      Checkpoints checkpoints,
      Tracker tracker,
      Observer observer,
      StopSignal stop) {
    this.experiment = experiment;
    this.budget = budget;
    this.model = model;
    this.step = step;
    this.inputs = inputs;
    this.evaluation = evaluation;
    this.checkpoints = checkpoints;
    this.tracker = tracker;
    this.observer = observer;
    this.stop = stop;
  }

  /** How a run ended. */
  public enum End {
    DONE,
    /** Stopped on request, after a checkpoint was saved. */
    STOPPED
  }

  /**
   * Trains from {@code from} to the end of the budget.
   *
   * @param loader positioned after {@code from}
   */
  public End run(TrainingState from, TrainingLoader loader)
      throws IOException, InterruptedException {
    TrainingState state = from;
    Pace pace = new Pace(from.step());
    long logEvery = budget.steps(experiment.train().logEvery());
    checkpoints.start();
    while (state.step() < budget.steps()) {
      if (stop.isRequested()) {
        checkpoints.saveLast(state);
        return End.STOPPED;
      }
      double schedule =
          experiment
              .schedule()
              .at(state.step(), budget.steps(), budget.batch(), budget.examplesPerEpoch());
      long asked = System.nanoTime();
      StepResult result;
      try (Batch batch = loader.next()) {
        pace.waited(System.nanoTime() - asked);
        try (NDManager scope = model.manager().newSubManager()) {
          result = step.run(state.step(), inputs.of(batch, scope), scope, schedule);
        }
        state = new TrainingState(state.step() + 1, batch.after());
      }
      if (state.step() == from.step() + 1) {
        checkpoints.makeRoom();
      }
      boolean last = state.step() == budget.steps();
      if (Budget.isDue(state.step(), logEvery) || last) {
        log(state, result, schedule, pace);
      }
      if (isEvaluationDue(state.step()) || last) {
        observer.note("evaluating after step " + state.step());
        long before = System.nanoTime();
        evaluation.run(state.step(), tracker);
        pace.exclude(System.nanoTime() - before);
      }
      if (last) {
        checkpoints.saveLast(state);
      } else if (checkpoints.isDue(state.step())) {
        long before = System.nanoTime();
        checkpoints.save(state);
        pace.exclude(System.nanoTime() - before);
      }
    }
    return End.DONE;
  }

  private boolean isEvaluationDue(long done) {
    return experiment
        .train()
        .evaluateEvery()
        .map(every -> Budget.isDue(done, budget.steps(every)))
        .orElse(false);
  }

  private void log(TrainingState state, StepResult result, double schedule, Pace pace) {
    double lr = experiment.optimizer().lr() * schedule;
    StepLog log =
        new StepLog(
            state.step(),
            budget.steps(),
            state.position().epoch(),
            state.position().batches(),
            budget.examplesPerEpoch(),
            budget.batch(),
            lr,
            pace.dataSeconds(state.step()),
            pace.batchSeconds(state.step()),
            result);
    pace.restart(state.step());
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("examples", (double) log.examples());
    metrics.put("epoch", (double) log.epoch());
    metrics.put("loss", result.loss());
    result.edges().forEach((edge, value) -> metrics.put("loss/" + edge, value));
    metrics.putAll(result.metrics());
    metrics.put("lr", lr);
    metrics.put("grad_norm", result.gradientNorm());
    metrics.put("samples_per_second", log.samplesPerSecond());
    metrics.put("data_seconds", log.dataSeconds());
    metrics.put("batch_seconds", log.batchSeconds());
    checkpoints
        .stalledSeconds()
        .ifPresent(seconds -> metrics.put("checkpoint_stall_seconds", seconds));
    tracker.step(log.step(), metrics);
    observer.logged(log);
  }

  /** Wall time per step since the last log, without evaluations and checkpoints. */
  private static final class Pace {
    private long step;
    private long since = System.nanoTime();
    private long waited;

    Pace(long step) {
      this.step = step;
    }

    void waited(long nanos) {
      waited += nanos;
    }

    void exclude(long nanos) {
      since += nanos;
    }

    double dataSeconds(long now) {
      return waited / 1e9 / (now - step);
    }

    double batchSeconds(long now) {
      return (System.nanoTime() - since) / 1e9 / (now - step);
    }

    void restart(long now) {
      step = now;
      since = System.nanoTime();
      waited = 0;
    }
  }
}
