package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Optimizer;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.WeightLoading;
import io.threetowers.core.run.Checkpoint;
import io.threetowers.core.weights.HostCopy;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The arrays of a run that a checkpoint holds. */
public record RunArrays(Model model, Optimizer optimizer, Optional<MovingAverage> average) {

  /**
   * The arrays themselves by name, by the name of their file. Training changes their values, but
   * which there are stays as it is now: another thread may go through them.
   */
  Map<String, Map<String, NDArray>> live() {
    Map<String, Map<String, NDArray>> files = new TreeMap<>();
    files.put(Checkpoint.MODEL, model.state());
    files.put(Checkpoint.OPTIMIZER, new TreeMap<>(optimizer.state()));
    average.ifPresent(each -> files.put(Checkpoint.AVERAGE, new TreeMap<>(each.state())));
    return files;
  }

  /** Of a copy of all of them. */
  public long bytes() {
    return bytes(live());
  }

  static long bytes(Map<String, Map<String, NDArray>> files) {
    return files.values().stream()
        .flatMap(arrays -> arrays.values().stream())
        .mapToLong(HostCopy::bytes)
        .sum();
  }

  /** Overwrites all of them with the values of a checkpoint. */
  void load(Checkpoint checkpoint) throws IOException {
    overlay(checkpoint, model);
    try (WeightFile saved = WeightFile.open(checkpoint.optimizer());
        NDManager scope = model.manager().newSubManager()) {
      Map<String, NDArray> arrays = new TreeMap<>();
      for (String name : saved.names()) {
        arrays.put(name, saved.read(name, scope));
      }
      optimizer.load(arrays);
    }
    if (average.isPresent()) {
      average.get().load(checkpoint);
    }
  }

  /** Overwrites the weights of a model. */
  static void overlay(Checkpoint checkpoint, Model model) throws IOException {
    new WeightLoading("the model", model.state()).putAll(checkpoint.model());
  }
}
