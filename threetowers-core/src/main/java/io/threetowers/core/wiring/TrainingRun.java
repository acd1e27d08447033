package io.threetowers.core.wiring;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Optimizer;
import io.threetowers.api.Tracker;
import io.threetowers.core.builtin.JsonLines;
import io.threetowers.core.cache.StoppedException;
import io.threetowers.core.config.Bound;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.model.WeightUse;
import io.threetowers.core.plugin.Plugins;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.run.RunRecord;
import io.threetowers.core.train.Budget;
import io.threetowers.core.train.Checkpoints;
import io.threetowers.core.train.Observer;
import io.threetowers.core.train.RunWatch;
import io.threetowers.core.train.StopSignal;
import io.threetowers.core.train.Timeline;
import io.threetowers.core.train.TrainingInputs;
import io.threetowers.core.train.TrainingLoop;
import io.threetowers.core.train.TrainingState;
import io.threetowers.core.train.Vocabularies;
import io.threetowers.core.watch.StepRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One experiment, from a read file to the end of its training. */
public final class TrainingRun {
  private final Experiment experiment;
  private final RunFolder folder;
  private final boolean resume;
  private final Observer observer;
  private final Wired wired;

  private TrainingRun(
      Experiment experiment, RunFolder folder, boolean resume, Observer observer, Wired wired) {
    this.experiment = experiment;
    this.folder = folder;
    this.resume = resume;
    this.observer = observer;
    this.wired = wired;
  }

  /**
   * Checks everything, then makes the run's folder and writes down what is run.
   *
   * @param path of the run's folder
   * @param resume whether to go on with the run that is there
   * @param product version of Three Towers
   * @param profiled steps to record with the engine's profiler
   */
  public static TrainingRun prepare(
      Bound<Experiment> bound,
      Plugins plugins,
      Path path,
      boolean resume,
      String product,
      Observer observer,
      StopSignal stop,
      Optional<StepRange> profiled)
      throws IOException {
    // First, so that nobody waits for the data to learn it.
    RunFolder folder = resume ? RunFolder.begun(path) : RunFolder.free(path);
    ExperimentParts parts = resume ? ExperimentParts.of(bound) : ExperimentParts.fresh(bound);
    Vocabularies vocabularies = Vocabularies.of(bound, parts.datasets(), parts.composition());
    RunRecord record = RunRecord.of(bound, plugins, parts.device().toString(), product);
    Wired wired =
        parts.inject(
            new StepModule(bound, vocabularies, parts.timeline(), observer, stop::isRequested),
            new TrainingModule(bound, folder, observer, stop, profiled));
    profiled.ifPresent(steps -> requireInside(steps, wired.get(Budget.class)));
    Map<String, List<WeightUse>> weights = Map.of();
    if (resume) {
      record.resume(folder, observer::note);
    } else {
      // Before the record is written: weights that do not fit, or a tracker that refuses its
      // settings, leave no run behind.
      weights = wired.get(Model.class).loadPretrained();
      folder.make();
      write(record, folder, wired.get(Tracker.class));
    }
    observer.note(
        "%s on %s, %s examples, seed %d, run folder %s"
            .formatted(
                path.getFileName(),
                parts.device(),
                parts.datasets().train().size(),
                bound.value().seed(),
                path));
    noteWeights(weights, observer);
    return new TrainingRun(bound.value(), folder, resume, observer, wired);
  }

  /** A tracker may have told others by now that a run begins. */
  private static void write(RunRecord record, RunFolder folder, Tracker tracker)
      throws IOException {
    try {
      record.write(folder);
    } catch (IOException e) {
      try (tracker) {
        tracker.ended(Tracker.End.FAILED);
      }
      throw e;
    }
  }

  private static void requireInside(StepRange steps, Budget budget) {
    if (steps.last() > budget.steps()) {
      throw new InvalidInputException(
          "--profile '%d..%d' ends after the run's last step, %d"
              .formatted(steps.first(), steps.last(), budget.steps()));
    }
  }

  public RunFolder folder() {
    return folder;
  }

  /** Trains to the end, or until asked to stop. */
  public TrainingLoop.End run() throws IOException, InterruptedException {
    try (Model model = wired.get(Model.class);
        Optimizer optimizer = wired.get(Optimizer.class);
        Checkpoints checkpoints = wired.get(Checkpoints.class)) {
      Optional<TrainingState> saved =
          resume ? checkpoints.restore(observer::note) : Optional.empty();
      TrainingState from = saved.orElseGet(() -> new TrainingState(0, DataPosition.start()));
      if (resume) {
        // Before the tracker opens them.
        JsonLines.cutBack(folder.path(), from.step());
      }
      try (Tracker tracker = wired.get(Tracker.class);
          Ending ending = new Ending(tracker)) {
        if (saved.isPresent()) {
          observer.note("going on after step " + from.step());
        } else if (resume) {
          observer.note("nothing was saved before the run ended; it starts again");
          noteWeights(model.loadPretrained(), observer);
        }
        return ending.after(train(from));
      }
    }
  }

  /** Tells a tracker how the run ends; one that is left before it says how has failed. */
  private static final class Ending implements AutoCloseable {
    private final Tracker tracker;
    private Tracker.End end = Tracker.End.FAILED;

    Ending(Tracker tracker) {
      this.tracker = tracker;
    }

    TrainingLoop.End after(TrainingLoop.End training) {
      end =
          switch (training) {
            case DONE -> Tracker.End.DONE;
            case STOPPED -> Tracker.End.STOPPED;
          };
      return training;
    }

    @Override
    public void close() {
      tracker.ended(end);
    }
  }

  private static void noteWeights(Map<String, List<WeightUse>> weights, Observer observer) {
    weights.forEach(
        (tower, uses) ->
            uses.forEach(use -> observer.note("towers." + tower + " starts from " + use)));
  }

  /** It may take longer than many steps. */
  private void noteEmbedding(long step) {
    Timeline timeline = wired.get(Timeline.class);
    timeline.notes().forEach(observer::note);
    for (TowerNode tower : timeline.own().towers().values()) {
      if (timeline.isEmbedded(tower.name(), step) && !tower.cached()) {
        observer.note(
            "embedding the training data with the frozen tower '" + tower.name() + "', once");
      }
    }
  }

  private TrainingLoop.End train(TrainingState from) throws IOException, InterruptedException {
    noteEmbedding(from.step());
    try (RunWatch watch = wired.get(RunWatch.class);
        TrainingInputs inputs = wired.get(TrainingInputs.class);
        TrainingLoader loader =
            inputs.loader(
                experiment.loader(),
                wired.get(Budget.class).batches(),
                experiment.seed(),
                from.position())) {
      TrainingLoop.End end = wired.get(TrainingLoop.class).run(from, loader);
      if (loader.skipped() > 0) {
        observer.note(
            "%d example(s) could not be read and were left out: %s"
                .formatted(loader.skipped(), String.join("; ", loader.firstSkipped())));
      }
      if (end == TrainingLoop.End.STOPPED) {
        observer.note("stopped after a checkpoint was saved; go on with --resume");
      }
      return end;
    } catch (StoppedException e) {
      observer.note(e.getMessage() + "; go on with --resume");
      return TrainingLoop.End.STOPPED;
    }
  }
}
