package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import com.google.gson.Gson;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import io.threetowers.core.experiment.CheckpointSpec;
import io.threetowers.core.model.Model;
import io.threetowers.core.run.Checkpoint;
import io.threetowers.core.run.CheckpointChoice;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.run.Retention;
import io.threetowers.core.run.WeightChoice;
import io.threetowers.core.script.HostMemory;
import io.threetowers.core.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a run is saved, what is saved, and how it comes back.
 *
 * <p>Training stands still while the arrays are copied into memory; another thread writes them to
 * the disk. A checkpoint that cannot be written is told and tried again when the next is due; only
 * the last one of a run must be written.
 */
public final class Checkpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final long NONE = -1;

  private final CheckpointStore store;
  private final CheckpointSpec spec;
  private final Budget budget;
  private final RunArrays arrays;
  private final Vocabularies vocabularies;
  private final CheckpointMarks marks;
  private final Snapshot snapshot;
  private final CheckpointWriter writer;
  private long lastNanos;

  /** Steps of the checkpoint that is being written, and of the last that was. */
  private long writing = NONE;

  private long written = NONE;

  /**
   * Saves nothing yet.
   *
   * @param threads makes a thread for each checkpoint
   */
  public Checkpoints(
      CheckpointStore store,
      CheckpointSpec spec,
      Budget budget,
      RunArrays arrays,
      Vocabularies vocabularies,
      ThreadFactory threads) {
    this(store, spec, budget, arrays, vocabularies, threads, new HostMemory());
  }

  Checkpoints(
      CheckpointStore store,
      CheckpointSpec spec,
      Budget budget,
      RunArrays arrays,
      Vocabularies vocabularies,
      ThreadFactory threads,
      HostMemory memory) {
    this.store = store;
    this.spec = spec;
    this.budget = budget;
    this.arrays = arrays;
    this.vocabularies = vocabularies;
    this.marks = new CheckpointMarks(spec.keep(), budget);
    this.snapshot = new Snapshot(memory);
    this.writer = new CheckpointWriter(threads);
  }

  /** Starts the clock of {@code checkpoint.minutes}, which no change of the date moves. */
  void start() {
    lastNanos = System.nanoTime();
  }

  /**
   * Takes the memory for the copy of all arrays, beside training; after the first step, before
   * which optimizers have none.
   */
  void makeRoom() {
    Map<String, Map<String, NDArray>> live = arrays.live();
    writer.start(() -> snapshot.reserve(live));
  }

  boolean isDue(long done) {
    boolean bySteps = spec.every().map(every -> budget.isDue(done, every)).orElse(false);
    return bySteps || marks.marks(done) || (System.nanoTime() - lastNanos) / 60e9 >= spec.minutes();
  }

  /** Looks for the metric by which the best checkpoint is chosen. */
  Tracker watch() {
    return marks.watch();
  }

  /** All evaluators have run. */
  void evaluated() {
    marks.requireMeasured(LOG::warn);
  }

  /** Saves while training goes on; if it cannot be written, that is told and the run goes on. */
  void save(TrainingState state) {
    long asked = System.nanoTime();
    settle();
    begin(state, false, asked);
    lastNanos = System.nanoTime();
  }

  /**
   * Saves at the end of a run and returns once all is on the disk.
   *
   * @throws IOException if it cannot be written; the checkpoints saved before are as they were
   */
  void saveLast(TrainingState state) throws IOException {
    long asked = System.nanoTime();
    settle();
    if (written != state.step()) {
      Optional<IOException> failure = begin(state, true, asked).or(this::settle);
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }

  /** What went wrong, where the run waits for the writing. */
  private Optional<IOException> begin(TrainingState state, boolean last, long asked) {
    long step = state.step();
    marks.saving(step);
    CheckpointState json = CheckpointState.of(state, vocabularies, marks);
    Retention retention = marks.retention();
    Map<String, Map<String, NDArray>> live = arrays.live();
    Optional<Map<String, Map<String, NDArray>>> copy = snapshot.take(live);
    Map<String, Map<String, NDArray>> saved = copy.orElse(live);
    Thread training = Thread.currentThread();
    double stall = (System.nanoTime() - asked) / 1e9;
    long bytes = RunArrays.bytes(live);
    writing = step;
    writer.start(
        () -> {
          long begun = System.nanoTime();
          try {
            store.save(step, retention, folder -> write(new Checkpoint(step, folder), json, saved));
          } catch (IOException e) {
            if (!last) {
              LOG.warn(failed(e, bytes));
            }
            throw e;
          }
          double seconds = (System.nanoTime() - begun) / 1e9;
          boolean beside = copy.isPresent() && Thread.currentThread() != training;
          told(step, beside ? stall : stall + seconds, seconds);
        });
    return copy.isPresent() ? Optional.empty() : settle();
  }

  private static void write(
      Checkpoint checkpoint, CheckpointState json, Map<String, Map<String, NDArray>> files)
      throws IOException {
    for (Map.Entry<String, Map<String, NDArray>> file : files.entrySet()) {
      Safetensors.write(
          checkpoint.folder().resolve(file.getKey()), file.getValue(), Map.of(), false);
    }
    Files.writeString(checkpoint.stateFile(), new Gson().toJson(json) + "\n");
  }

  private static void told(long step, double stall, double seconds) {
    LOG.info(
        String.format(
            Locale.ROOT,
            "checkpoint %s: stalled %.2f s, written in %.1f s",
            CheckpointStore.name(step),
            stall,
            seconds));
  }

  private String failed(IOException failure, long bytes) {
    String room =
        store
            .freeBytes()
            .filter(free -> free < bytes)
            .map(free -> "it takes %s where %s are free; ".formatted(size(bytes), size(free)))
            .orElse("");
    return "%s; %sthe run goes on and tries again when the next one is due"
        .formatted(failure.getMessage(), room);
  }

  private static String size(long bytes) {
    return bytes >= 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** Waits for the checkpoint that is being written, and takes note of how it went. */
  private Optional<IOException> settle() {
    Optional<IOException> failure = writer.await();
    if (writing != NONE) {
      if (failure.isPresent()) {
        marks.failed(writing);
      } else {
        written = writing;
      }
      writing = NONE;
    }
    return failure;
  }

  /** Returns once nothing is written any more; why something was not has been told. */
  @Override
  public void close() {
    try (snapshot) {
      settle();
    }
  }

  /**
   * Puts the newest whole checkpoint's values into model, optimizer and average.
   *
   * @param warnings told of each damaged checkpoint that is passed over
   * @return where the run stands; empty if nothing was saved yet
   */
  public Optional<TrainingState> restore(Consumer<String> warnings) throws IOException {
    Optional<Checkpoint> newest = store.latestWhole(warnings);
    return newest.isPresent() ? Optional.of(restore(newest.get())) : Optional.empty();
  }

  private TrainingState restore(Checkpoint checkpoint) throws IOException {
    CheckpointState state = new Gson().fromJson(checkpoint.state(), CheckpointState.class);
    if (!state.vocabularies().equals(vocabularies.byField())) {
      throw new InvalidInputException(
          "the labels of the training data are not those of the checkpoint in '%s'; the data have changed"
              .formatted(checkpoint.folder()));
    }
    arrays.load(checkpoint);
    marks.restore(state, store);
    return state.training();
  }

  /**
   * Puts the weights of a checkpoint into a model that is not trained on.
   *
   * @return the steps that it was trained for
   */
  public static long loadModel(CheckpointStore store, CheckpointChoice choice, Model model)
      throws IOException {
    Checkpoint checkpoint = store.load(choice.name());
    RunArrays.overlay(checkpoint, model);
    if (choice.weights() == WeightChoice.EMA) {
      MovingAverage.overlay(checkpoint, model);
    }
    return checkpoint.step();
  }
}
