package io.threetowers.core.train;

import ai.djl.ndarray.NDManager;
import io.threetowers.api.Tracker;
import io.threetowers.core.data.Batch;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.failure.ComponentException;
import io.threetowers.core.model.Model;
import io.threetowers.core.watch.Stage;
import io.threetowers.core.watch.Stopwatch;
import java.io.IOException;

/** Steps until the end, with logs, evaluations and checkpoints in between. */
public final class TrainingLoop {
  private final Experiment experiment;
  private final Budget budget;
  private final Model model;
  private final Phases phases;
  private final TrainingInputs inputs;
  private final TrainingEvaluation evaluation;
  private final Checkpoints checkpoints;
  private final Tracker tracker;
  private final Observer observer;
  private final RunWatch watch;
  private final StopSignal stop;

  public TrainingLoop(
      Experiment experiment,
      Budget budget,
      Model model,
      Phases phases,
      TrainingInputs inputs,
      TrainingEvaluation evaluation,
      Checkpoints checkpoints,
      Tracker tracker,
      Observer observer,
      RunWatch watch,
      StopSignal stop) {
    this.experiment = experiment;
    this.budget = budget;
    this.model = model;
    this.phases = phases;
    this.inputs = inputs;
    this.evaluation = evaluation;
    this.checkpoints = checkpoints;
    this.tracker = tracker;
    this.observer = observer;
    this.watch = watch;
    this.stop = stop;
  }

  /** How a run ended. */
  public enum End {
    DONE,
    /** Stopped on request, after what there was has been saved. */
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
    watch.begin(from.step());
    checkpoints.start();
    while (state.step() < budget.steps()) {
      if (stop.isRequested()) {
        checkpoints.saveLast(state);
        return End.STOPPED;
      }
      TrainingStep step = phases.at(state.step());
      if (phases.isNew(state.step())) {
        watch.change();
      }
      double schedule =
          experiment
              .schedule()
              .at(state.step(), budget.steps(), budget.batch(), budget.examplesPerEpoch());
      long number = state.step() + 1;
      boolean last = number == budget.steps();
      boolean logged = budget.isDue(number, experiment.train().logEvery()) || last;
      Stopwatch laps = watch.start(number);
      StepResult result;
      try (Batch batch = loader.next()) {
        laps.lap(Stage.WAIT);
        try (NDManager scope = model.manager().newSubManager()) {
          StepInput input = inputs.of(batch, scope);
          laps.lap(Stage.COPY);
          result = run(step, state.step(), input, scope, schedule, laps);
          watch.end(number, laps);
          if (logged) {
            watch.examine(number, batch, input, result, schedule);
          }
        }
        state = new TrainingState(number, batch.after());
      }
      if (state.step() == from.step() + 1) {
        checkpoints.makeRoom();
      }
      if (logged) {
        watch.log(state, loader, result, schedule);
      }
      if (isEvaluationDue(state.step()) || last) {
        observer.note("evaluating after step " + state.step());
        long before = System.nanoTime();
        evaluation.run(state.step(), tracker);
        watch.apart(Stage.EVALUATION, System.nanoTime() - before);
      }
      if (last) {
        checkpoints.saveLast(state);
      } else if (checkpoints.isDue(state.step())) {
        long before = System.nanoTime();
        checkpoints.save(state);
        watch.apart(Stage.CHECKPOINT, System.nanoTime() - before);
      }
    }
    return End.DONE;
  }

  private static StepResult run(
      TrainingStep step,
      long done,
      StepInput input,
      NDManager scope,
      double schedule,
      Stopwatch laps) {
    try {
      return step.run(done, input, scope, schedule, laps);
    } catch (ComponentException e) {
      throw e.in(done + 1);
    }
  }

  private boolean isEvaluationDue(long done) {
    return experiment.train().evaluateEvery().map(every -> budget.isDue(done, every)).orElse(false);
  }
}
