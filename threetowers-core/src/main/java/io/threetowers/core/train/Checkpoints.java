package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Optimizer;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.experiment.CheckpointSpec;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.Safetensors;
import io.threetowers.core.model.WeightLoading;
import io.threetowers.core.run.Checkpoint;
import io.threetowers.core.run.CheckpointStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When a run is saved, what is saved, and how it comes back. */
public final class Checkpoints {
  private final CheckpointStore store;
  private final CheckpointSpec spec;
  private final Model model;
  private final Optimizer optimizer;
  private final Vocabularies vocabularies;
  private long lastNanos;

  public Checkpoints(
      CheckpointStore store, CheckpointSpec spec, Model model, Optimizer optimizer, Vocabularies vocabularies) {
    this.store = store;
    this.spec = spec;
    this.model = model;
    this.optimizer = optimizer;
    this.vocabularies = vocabularies;
  }

  /** What {@code state.json} holds besides the arrays. */
  private record State(long step, long epoch, long batches, String[] unreadable, Map<String, List<String>> vocabularies) {}

  /** Starts the clock of {@code checkpoint.minutes}. */
  void start() {
    lastNanos = System.nanoTime();
  }

  boolean isDue(long done, Budget budget) {
    boolean bySteps = spec.every().map(every -> Budget.isDue(done, budget.steps(every))).orElse(false);
    return bySteps || (System.nanoTime() - lastNanos) / 60e9 >= spec.minutes();
  }

  void save(TrainingState state) throws IOException {
    DataPosition position = state.position();
    State json =
        new State(
            state.step(),
            position.epoch(),
            position.batches(),
            position.unreadable().toArray(String[]::new),
            vocabularies.byField());
    store.save(
        state.step(),
        new CheckpointStore.Contents(
            model.state(), optimizer.state(), new Gson().toJsonTree(json).getAsJsonObject()));
    lastNanos = System.nanoTime();
  }

  /** Whether there is anything to go on from. */
  public boolean exist() throws IOException {
    return store.newest().isPresent();
  }
}
