package io.threetowers.core.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.core.experiment.EmaSpec;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.WeightLoading;
import io.threetowers.core.run.Checkpoint;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.TorchScript;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The exponential moving average of every trained parameter, float32, beside the parameter.
 *
 * <p>It starts as the parameters start, before their first update, as timm's ModelEmaV3 and
 * CoreNet's EMA do; torch's AveragedModel would start with the values after it. It takes the memory
 * of the trained parameters once more.
 */
public final class MovingAverage {
  private final EmaSpec spec;
  private final Model model;
  private final SortedMap<String, NDArray> averages = new TreeMap<>();
  private final TorchScript script =
      new TorchScript(ScriptSource.resource(MovingAverage.class, "moving-average.script").text());

  /** Holds nothing yet. */
  public MovingAverage(EmaSpec spec, Model model) {
    this.spec = spec;
    this.model = model;
  }

  /** Begins to average the parameters that are not averaged yet, from their present values on. */
  void include(SortedMap<String, NDArray> trained) {
    trained.forEach(
        (name, parameter) ->
            averages.computeIfAbsent(
                name, key -> Autograd.notRecording(() -> attached(parameter.duplicate()))));
  }

  private NDArray attached(NDArray array) {
    array.attach(model.manager());
    return array;
  }

  /**
   * Moves towards the parameters, after their update.
   *
   * @param step counts from 0
   */
  void update(long step) {
    call("update", 1 - spec.decayAt(step));
  }

  /**
   * Runs {@code work} while the model has the averaged weights; then it has its own again, bit for
   * bit. Each way costs three passes over the trained parameters, and for a moment the memory of
   * the largest of them.
   */
  void during(Runnable work) {
    call("swap", 0);
    try {
      work.run();
    } finally {
      call("swap", 0);
    }
  }

  private void call(String method, double rate) {
    if (averages.isEmpty()) {
      return;
    }
    SortedMap<String, NDArray> state = model.state();
    NDList parameters = new NDList(averages.size());
    averages.keySet().forEach(name -> parameters.add(state.get(name)));
    // For the rate, which goes first and lives on the CPU: the result joins its manager.
    try (NDManager scope = model.manager().newSubManager(Device.cpu())) {
      NDArray scalar = scope.create(rate);
      NDList held = new NDList(averages.values());
      Autograd.notRecording(() -> script.call(method, scalar, held, parameters));
    }
  }

  /** By the full names of the parameters. */
  SortedMap<String, NDArray> state() {
    return Collections.unmodifiableSortedMap(averages);
  }

  /** Goes on with the average of a checkpoint. */
  void load(Checkpoint checkpoint) throws IOException {
    SortedMap<String, NDArray> averaged = averaged(checkpoint, model);
    include(averaged);
    new WeightLoading("the average", state()).putAll(checkpoint.average());
  }

  /** Puts the average of a checkpoint in place of the weights of a model. */
  static void overlay(Checkpoint checkpoint, Model model) throws IOException {
    new WeightLoading("the model", averaged(checkpoint, model)).putAll(checkpoint.average());
  }

  /** The parameters of which a checkpoint holds the average. */
  private static SortedMap<String, NDArray> averaged(Checkpoint checkpoint, Model model)
      throws IOException {
    requireKept(checkpoint);
    SortedMap<String, NDArray> averaged = new TreeMap<>(model.state());
    try (WeightFile file = WeightFile.open(checkpoint.average())) {
      averaged.keySet().retainAll(file.names());
    }
    return averaged;
  }

  /**
   * Refuses a checkpoint that holds no average.
   *
   * @throws InvalidInputException with a sentence
   */
  public static void requireKept(Checkpoint checkpoint) {
    if (!Files.exists(checkpoint.average())) {
      throw new InvalidInputException(
          "checkpoint '%s' holds no averaged weights, for the run was trained without ema; take the raw ones"
              .formatted(checkpoint.folder()));
    }
  }
}
