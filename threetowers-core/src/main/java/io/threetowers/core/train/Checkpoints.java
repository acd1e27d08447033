package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Optimizer;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.experiment.CheckpointSpec;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.WeightLoading;
import io.threetowers.core.run.Checkpoint;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.weights.Safetensors;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** When a run is saved, what is saved, and how it comes back. */
public final class Checkpoints {
  private final CheckpointStore store;
  private final CheckpointSpec spec;
  private final Model model;
  private final Optimizer optimizer;
  private final Vocabularies vocabularies;
  private long lastNanos;

  public Checkpoints(
      CheckpointStore store,
      CheckpointSpec spec,
      Model model,
      Optimizer optimizer,
      Vocabularies vocabularies) {
    this.store = store;
    this.spec = spec;
    this.model = model;
    this.optimizer = optimizer;
    this.vocabularies = vocabularies;
  }

  /** What {@code state.json} holds besides the arrays. */
  private record State(
      long step,
      long epoch,
      List<DataPosition.Run> batches,
      List<String> unreadable,
      Map<String, List<String>> vocabularies) {}

  /** Starts the clock of {@code checkpoint.minutes}. */
  void start() {
    lastNanos = System.nanoTime();
  }

  boolean isDue(long done, Budget budget) {
    boolean bySteps = spec.every().map(every -> budget.isDue(done, every)).orElse(false);
    return bySteps || (System.nanoTime() - lastNanos) / 60e9 >= spec.minutes();
  }

  void save(TrainingState state) throws IOException {
    DataPosition position = state.position();
    State json =
        new State(
            state.step(),
            position.epoch(),
            position.taken(),
            position.unreadable(),
            vocabularies.byField());
    store.save(
        state.step(),
        folder -> {
          Checkpoint checkpoint = new Checkpoint(state.step(), folder);
          Safetensors.write(checkpoint.model(), model.state(), Map.of(), false);
          Safetensors.write(
              checkpoint.optimizer(), new TreeMap<>(optimizer.state()), Map.of(), false);
          Files.writeString(checkpoint.stateFile(), new Gson().toJson(json) + "\n");
        });
    lastNanos = System.nanoTime();
  }

  /**
   * Puts the newest whole checkpoint's values into model and optimizer.
   *
   * @param warnings told of each damaged checkpoint that is passed over
   * @return where the run stands; empty if nothing was saved yet
   */
  public Optional<TrainingState> restore(Consumer<String> warnings) throws IOException {
    Optional<Checkpoint> newest = store.latestWhole(warnings);
    return newest.isPresent() ? Optional.of(restore(newest.get())) : Optional.empty();
  }

  private TrainingState restore(Checkpoint checkpoint) throws IOException {
    State state = new Gson().fromJson(checkpoint.state(), State.class);
    if (!state.vocabularies().equals(vocabularies.byField())) {
      throw new InvalidInputException(
          "the labels of the training data are not those of the checkpoint in '%s'; the data have changed"
              .formatted(checkpoint.folder()));
    }
    overlay(checkpoint, model);
    try (WeightFile saved = WeightFile.open(checkpoint.optimizer());
        NDManager scope = model.manager().newSubManager()) {
      Map<String, NDArray> arrays = new TreeMap<>();
      for (String name : saved.names()) {
        arrays.put(name, saved.read(name, scope));
      }
      optimizer.load(arrays);
    }
    DataPosition position =
        new DataPosition(state.step(), state.epoch(), state.batches(), state.unreadable());
    return new TrainingState(state.step(), position);
  }

  /**
   * Puts the newest checkpoint's values into a model that is not trained on.
   *
   * @return the steps that it was trained for
   */
  public static long loadModel(CheckpointStore store, Model model) throws IOException {
    Checkpoint checkpoint =
        store
            .latest()
            .orElseThrow(() -> new InvalidInputException("the run has no checkpoint yet"));
    overlay(checkpoint, model);
    return checkpoint.step();
  }

  private static void overlay(Checkpoint checkpoint, Model model) throws IOException {
    new WeightLoading("the model", model.state()).putAll(checkpoint.model());
  }
}
