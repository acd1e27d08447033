package io.threetowers.core.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.threetowers.api.Tracker;
import io.threetowers.core.config.Bound;
import io.threetowers.core.eval.Evaluation;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Model;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.train.Budget;
import io.threetowers.core.train.Checkpoints;
import io.threetowers.core.train.MovingAverage;
import io.threetowers.core.train.Observer;
import io.threetowers.core.train.Phases;
import io.threetowers.core.train.RunArrays;
import io.threetowers.core.train.RunWatch;
import io.threetowers.core.train.StopSignal;
import io.threetowers.core.train.Trackers;
import io.threetowers.core.train.TrainingEvaluation;
import io.threetowers.core.train.TrainingInputs;
import io.threetowers.core.train.TrainingLoop;
import io.threetowers.core.train.Vocabularies;
import io.threetowers.core.watch.Profile;
import io.threetowers.core.watch.StepRange;
import java.util.Optional;

/**
 * What a run adds to the step: its length, its folder, its checkpoints, its trackers, who watches
 * it and the loop.
 */
final class TrainingModule extends AbstractModule {
  private final Bound<Experiment> bound;
  private final RunFolder folder;
  private final Observer observer;
  private final StopSignal stop;
  private final Optional<StepRange> profiled;

  TrainingModule(
      Bound<Experiment> bound,
      RunFolder folder,
      Observer observer,
      StopSignal stop,
      Optional<StepRange> profiled) {
    this.bound = bound;
    this.folder = folder;
    this.observer = observer;
    this.stop = stop;
    this.profiled = profiled;
  }

  @Override
  protected void configure() {
    bind(RunFolder.class).toInstance(folder);
    bind(StopSignal.class).toInstance(stop);
  }

  @Provides
  @Singleton
  Checkpoints checkpoints(
      Experiment experiment, Budget budget, RunArrays arrays, Vocabularies vocabularies) {
    return new Checkpoints(
        new CheckpointStore(folder.checkpoints()),
        experiment.checkpoint(),
        budget,
        arrays,
        vocabularies,
        work -> new Thread(work, "checkpoint"));
  }

  @Provides
  @Singleton
  TrainingEvaluation trainingEvaluation(
      Evaluation evaluation, Optional<MovingAverage> average, Checkpoints checkpoints) {
    return new TrainingEvaluation(evaluation, average, checkpoints);
  }

  @Provides
  @Singleton
  Tracker tracker() {
    return Trackers.open(bound, folder.path());
  }

  @Provides
  @Singleton
  RunWatch watch(
      Experiment experiment, Budget budget, Model model, Phases phases, Tracker tracker) {
    Optional<Profile> profile =
        profiled.map(steps -> new Profile(steps, folder.path().resolve("trace")));
    return new RunWatch(experiment, budget, model, phases, tracker, observer, profile);
  }

  @Provides
  @Singleton
  TrainingLoop loop(
      Experiment experiment,
      Budget budget,
      Model model,
      Phases phases,
      TrainingInputs inputs,
      TrainingEvaluation evaluation,
      Checkpoints checkpoints,
      Tracker tracker,
      RunWatch watch) {
    return new TrainingLoop(
        experiment,
        budget,
        model,
        phases,
        inputs,
        evaluation,
        checkpoints,
        tracker,
        observer,
        watch,
        stop);
  }
}
