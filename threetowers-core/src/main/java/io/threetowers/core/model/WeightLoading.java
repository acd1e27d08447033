package io.threetowers.core.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import io.threetowers.api.WeightSink;
import io.threetowers.api.weights.WeightExpression;
import io.threetowers.api.weights.WeightMapping;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.weights.ExpressionValues;
import io.threetowers.core.weights.HeldTensors;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Overwrites initialised parameters with weights; they stay where they are and keep what they
 * require.
 */
public final class WeightLoading implements WeightSink {
  private final TreeMap<String, NDArray> parameters;
  private final WeightLeeway leeway;
  private final WeightFit fit;

  /**
   * Loads into these.
   *
   * @param owner whose they are, as people call it: {@code tower 'image'}
   * @param parameters by name
   */
  public WeightLoading(String owner, Map<String, NDArray> parameters) {
    this(owner, parameters, WeightLeeway.NONE);
  }

  /** Loads into the parameters of a block, which are initialised. */
  public WeightLoading(String owner, Block block) {
    this(owner, block, WeightLeeway.NONE);
  }

  WeightLoading(String owner, Block block, WeightLeeway leeway) {
    this(
        owner,
        block.getParameters().stream()
            .collect(Collectors.toMap(Pair::getKey, pair -> pair.getValue().getArray())),
        leeway);
  }

  private WeightLoading(String owner, Map<String, NDArray> parameters, WeightLeeway leeway) {
    this.parameters = new TreeMap<>(parameters);
    this.leeway = leeway;
    Map<String, Shape> shapes =
        parameters.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getShape()));
    this.fit = new WeightFit(owner, shapes, leeway);
  }

  @Override
  public void putAll(Path file, Function<String, Optional<String>> parameterOf) throws IOException {
    try (WeightFile weights = WeightFile.open(file)) {
      load(weights, fit.require(weights, file, parameterOf));
    }
  }

  @Override
  public void putAll(Path file, List<WeightMapping> families) throws IOException {
    try (WeightFile weights = WeightFile.open(file)) {
      load(weights, fit.require(weights, file, families));
    }
  }

  /** The files that were loaded, in their order. */
  public List<WeightUse> uses() {
    return fit.uses();
  }

  /** In the order of the tensors, so that one of which several parameters are made is read once. */
  private void load(WeightFile weights, WeightReading reading) throws IOException {
    List<Map.Entry<String, WeightExpression>> sources =
        reading.sources().entrySet().stream()
            .sorted(Comparator.comparing(source -> source.getValue().tensors().toList().toString()))
            .toList();
    ExpressionValues values = new ExpressionValues();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      HeldTensors tensors = new HeldTensors(weights, manager);
      for (Map.Entry<String, WeightExpression> source : sources) {
        NDArray target = parameters.get(source.getKey());
        WeightExpression expression = source.getValue();
        if (expression instanceof WeightExpression.Tensor tensor
            && weights.shape(tensor.name()).equals(target.getShape())) {
          weights.readInto(tensor.name(), target);
        } else {
          tensors.keepOnly(expression);
          try (NDManager scope = manager.newSubManager()) {
            fill(target, expression, values, name -> tensors.read(name, scope));
          }
        }
      }
    }
  }

  private static void fill(
      NDArray target,
      WeightExpression expression,
      ExpressionValues values,
      ExpressionValues.Tensors tensors)
      throws IOException {
    try {
      Autograd.notRecording(
          () -> {
            try {
              Autograd.copy(values.of(expression, target.getShape(), tensors), target);
              return target;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void put(String parameter, NDArray values) {
    fit.put(parameter, values);
    NDArray target = parameters.get(parameter);
    if (target.size() > 0 && !leeway.keeps(parameter)) {
      Autograd.copy(values, target);
    }
  }
}
