package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Optimizer;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.Stepwise;
import io.threetowers.core.experiment.CheckpointSpec;
import io.threetowers.core.experiment.KeepSpec;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;

/** A run of {@link TinyExperiment} with a moving average, as far as checkpoints are concerned. */
final class TinyRun implements AutoCloseable {
  final CheckpointStore store;
  final Checkpoints checkpoints;
  final RunArrays arrays;
  private final TinyExperiment tiny;
  private final TrainingStep step;

  TinyRun(Path folder, KeepSpec keep, ThreadFactory threads, FreeMemory memory) throws IOException {
    tiny =
        new TinyExperiment(
            TinyExperiment.THREE_TOWERS.formatted("") + "ema: {decay: 0.9}\n", folder);
    Optional<MovingAverage> average =
        tiny.experiment.ema().map(spec -> new MovingAverage(spec, tiny.model));
    Optimizer optimizer = tiny.optimizer();
    step = tiny.step(optimizer, average);
    arrays = new RunArrays(tiny.model, optimizer, average);
    store = new CheckpointStore(folder.resolve("checkpoints"));
    checkpoints =
        new Checkpoints(
            store,
            new CheckpointSpec(Optional.empty(), 10, keep),
            new Budget(Stepwise.constant(TinyExperiment.BATCH), 800, 100, List.of()),
            arrays,
            new Vocabularies(Map.of()),
            threads,
            memory);
  }

  TinyRun(Path folder, ThreadFactory threads) throws IOException {
    this(folder, keep(2), threads, new FreeMemory(folder));
  }

  static KeepSpec keep(int last) {
    return new KeepSpec(last, Optional.empty(), Optional.empty());
  }

  /** Trains from after {@code from} to after {@code to} steps. */
  TrainingState train(long from, long to) {
    for (long i = from; i < to; i++) {
      try (NDManager scope = tiny.model.manager().newSubManager()) {
        step.run(i, tiny.input(scope, i), scope, 1);
      }
    }
    return state(to);
  }

  static TrainingState state(long step) {
    return new TrainingState(
        step,
        new DataPosition(
            step, 0, List.of(new DataPosition.Run(TinyExperiment.BATCH, step)), List.of()));
  }

  /** The values of all arrays, by file and name. */
  Map<String, float[]> values() {
    Map<String, float[]> values = new TreeMap<>();
    for (Map.Entry<String, Map<String, NDArray>> file : arrays.live().entrySet()) {
      file.getValue()
          .forEach((name, array) -> values.put(file.getKey() + "/" + name, array.toFloatArray()));
    }
    return values;
  }

  /** The same out of a checkpoint. */
  Map<String, float[]> saved(String checkpoint) throws IOException {
    Path folder = store.load(checkpoint).folder();
    Map<String, float[]> values = new TreeMap<>();
    try (NDManager scope = tiny.model.manager().newSubManager()) {
      for (String name : arrays.live().keySet()) {
        try (WeightFile file = WeightFile.open(folder.resolve(name))) {
          for (String array : file.names()) {
            values.put(name + "/" + array, file.read(array, scope).toFloatArray());
          }
        }
      }
    }
    return values;
  }

  @Override
  public void close() {
    checkpoints.close();
    arrays.optimizer().close();
    tiny.close();
  }
}
