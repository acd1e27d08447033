package io.threetowers.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.threetowers.core.script.Autograd;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A block whose parameters have been drawn from a seed, with the few things that contracts do to
 * one.
 */
final class BlockUnderTest implements AutoCloseable {
  private final Block block;
  private final NDManager manager = TestEngine.newManager();
  private final ParameterStore store = new ParameterStore(manager, false);
  private final SortedMap<String, Parameter> parameters = new TreeMap<>();

  BlockUnderTest(Block block, long seed, Shape... inputs) {
    this.block = block;
    if (block.getParameters().values().stream().anyMatch(p -> p.getShape() == null)) {
      block.initialize(manager, DataType.FLOAT32, inputs);
    }
    for (Pair<String, Parameter> entry : block.getParameters()) {
      Autograd.seed(seed + entry.getKey().hashCode());
      entry.getValue().initialize(manager, DataType.FLOAT32);
      parameters.put(entry.getKey(), entry.getValue());
    }
  }

  NDManager manager() {
    return manager;
  }

  SortedMap<String, Parameter> parameters() {
    return parameters;
  }

  /** Those that a gradient must reach. */
  SortedMap<String, NDArray> trained() {
    SortedMap<String, NDArray> trained = new TreeMap<>();
    parameters.forEach(
        (name, parameter) -> {
          if (parameter.requiresGradient()) {
            trained.put(name, parameter.getArray());
          }
        });
    return trained;
  }

  /** Runs the block, as in training, without recording. */
  NDList run(NDArray... inputs) {
    return Autograd.notRecording(() -> forward(inputs));
  }

  private NDList forward(NDArray... inputs) {
    return block.forward(store, new NDList(inputs), true);
  }

  /** Records {@code scalar} of the block's output and runs backward from it. */
  NDArray backward(Function<NDList, NDArray> scalar, NDArray... inputs) {
    NDArray result = Autograd.recording(() -> scalar.apply(forward(inputs)));
    Autograd.backward(result);
    return result;
  }

  /**
   * How far the gradient of {@code scalar} with respect to {@code variable}, one of the inputs or
   * parameters, is from the difference quotient along a random direction of length 1; relative to
   * the gradient's length, and absolutely where that is below 1.
   */
  double gradientError(
      NDArray variable, Function<NDList, NDArray> scalar, Random random, NDArray... inputs) {
    float step = 1e-2f;
    try (NDManager scope = manager.newSubManager()) {
      NDArray gradient = Autograd.gradient(variable);
      NDArray direction = gaussian(scope, random, variable.getShape());
      direction.divi(direction.norm().add(1e-12f));
      double expected =
          gradient == null
              ? 0
              : Autograd.notRecording(() -> gradient.mul(direction).sum().getFloat());
      double length = gradient == null ? 0 : gradient.norm().getFloat();
      float[] original = variable.toFloatArray();
      double above = shifted(variable, original, direction, step, scalar, inputs);
      double below = shifted(variable, original, direction, -step, scalar, inputs);
      variable.set(original);
      return Math.abs((above - below) / (2 * step) - expected) / Math.max(1, length);
    }
  }

  private double shifted(
      NDArray variable,
      float[] original,
      NDArray direction,
      float step,
      Function<NDList, NDArray> scalar,
      NDArray... inputs) {
    float[] values = original.clone();
    float[] along = direction.toFloatArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += step * along[i];
    }
    variable.set(values);
    return Autograd.notRecording(() -> scalar.apply(forward(inputs)).getFloat());
  }

  /** Independent N(0, 1) entries. */
  static NDArray gaussian(NDManager manager, Random random, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, shape);
  }

  /** Copies of everything trained or kept, to compare with later. */
  static List<float[]> values(NDArray... arrays) {
    return Arrays.stream(arrays).map(BlockUnderTest::floats).toList();
  }

  private static float[] floats(NDArray array) {
    return array.getDataType() == DataType.FLOAT32
        ? array.toFloatArray()
        : array.toType(DataType.FLOAT32, true).toFloatArray();
  }

  /** The gradient's values, or nothing if none has arrived. */
  static float @Nullable [] gradient(NDArray array) {
    NDArray gradient = Autograd.gradient(array);
    return gradient == null ? null : gradient.toFloatArray();
  }

  @Override
  public void close() {
    parameters.values().forEach(Parameter::close);
    manager.close();
  }
}
