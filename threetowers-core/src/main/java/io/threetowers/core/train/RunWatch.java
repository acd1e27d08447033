package io.threetowers.core.train;

import io.threetowers.api.Tracker;
import io.threetowers.core.data.Batch;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Model;
import io.threetowers.core.script.Devices;
import io.threetowers.core.watch.Health;
import io.threetowers.core.watch.Pace;
import io.threetowers.core.watch.Profile;
import io.threetowers.core.watch.Stage;
import io.threetowers.core.watch.Stopwatch;
import io.threetowers.core.watch.Vitals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Watches a run from within: times its stages, looks after its health, profiles it if asked to, and
 * has it logged.
 */
public final class RunWatch implements AutoCloseable {
  /** On a GPU one step in so many waits for the device after each stage. */
  private static final long SYNCHRONISED = 200;

  /** Which of them: not the first, in which the engine still chooses its kernels. */
  private static final long SYNCHRONISED_FIRST = 20;

  private final Model model;
  private final Observer observer;
  private final Optional<Profile> profile;
  private final VitalSigns signs;
  private final Health health = new Health();
  private final LogBook logBook;
  private final boolean gpu;
  private Pace pace;
  private double scheduleBefore;
  private Map<String, Double> measured = Map.of();

  /**
   * Watches nothing yet.
   *
   * @param profile records chosen steps
   */
  public RunWatch(
      Experiment experiment,
      Budget budget,
      Model model,
      Phases phases,
      Tracker tracker,
      Observer observer,
      Optional<Profile> profile) {
    this.model = model;
    this.observer = observer;
    this.profile = profile;
    this.logBook = new LogBook(experiment, budget, phases, tracker, observer);
    this.signs = new VitalSigns(phases, experiment.loader().distinct());
    this.gpu = model.manager().getDevice().isGpu();
    this.pace = new Pace(gpu);
  }

  /**
   * The run begins, or goes on, now.
   *
   * @param done steps before
   */
  void begin(long done) {
    pace = new Pace(gpu);
    if (profile.map(recorder -> recorder.endsWith(done)).orElse(false)) {
      observer.note("no trace: the steps of --profile are done already, the run is at " + done);
    }
  }

  /** Steps take another time from now on. */
  void change() {
    pace.change();
  }

  /**
   * A step begins, with asking for data.
   *
   * @param step counts from 1
   */
  Stopwatch start(long step) {
    profile.ifPresent(recorder -> recorder.before(step));
    boolean waits = isSynchronised(step) || (gpu && isProfiled(step));
    return waits ? new Stopwatch(() -> Devices.await(model.manager())) : new Stopwatch();
  }

  /** The step has ended. */
  void end(long step, Stopwatch laps) throws IOException {
    if (isSynchronised(step)) {
      pace.synchronisedStep(laps);
    } else if (isProfiled(step)) {
      pace.leaveOut(laps);
    } else {
      pace.step(laps);
    }
    if (profile.isPresent()) {
      long before = System.nanoTime();
      Optional<Path> trace = profile.get().after(step, laps);
      if (trace.isPresent()) {
        pace.apart(Stage.PROFILE, System.nanoTime() - before);
        observer.note(
            "profile: " + trace.get() + ", for https://ui.perfetto.dev or chrome://tracing");
      }
    }
  }

  /** Something between steps took so long. */
  void apart(String stage, long nanos) {
    pace.apart(stage, nanos);
  }

  private boolean isProfiled(long step) {
    return profile.map(recorder -> recorder.covers(step)).orElse(false);
  }

  private boolean isSynchronised(long step) {
    return gpu && step % SYNCHRONISED == SYNCHRONISED_FIRST && !isProfiled(step);
  }

  /**
   * Looks after the model's health at a step that is logged.
   *
   * @param step counts from 1
   * @param result whose embeddings are alive
   */
  void examine(long step, Batch batch, StepInput input, StepResult result, double schedule) {
    boolean warmingUp = schedule > scheduleBefore;
    scheduleBefore = schedule;
    Vitals vitals = signs.of(step, batch, input, result, warmingUp);
    Map<String, Double> metrics = new LinkedHashMap<>();
    vitals
        .spreads()
        .forEach(
            (name, spread) -> {
              metrics.put("cosine/" + name, spread.cosine());
              metrics.put("rank/" + name, spread.rank());
            });
    vitals.duplicates().forEach((tower, share) -> metrics.put("duplicates/" + tower, share));
    measured = metrics;
    health.after(vitals).forEach(observer::warn);
  }

  /** Tells trackers and people of the step that was examined last. */
  void log(TrainingState state, TrainingLoader loader, StepResult result, double schedule) {
    logBook.write(state, pace.lapse(loader.times()), result, schedule, measured);
  }

  /** Writes the trace of steps that the run did not finish. */
  @Override
  public void close() throws IOException {
    if (profile.isPresent()) {
      profile.get().close();
    }
  }
}
