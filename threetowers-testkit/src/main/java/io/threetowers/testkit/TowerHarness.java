package io.threetowers.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.threetowers.api.Tower;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.WeightLoading;
import io.threetowers.core.script.Autograd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A tower with initialised parameters on the CPU, fed as the host feeds it.
 *
 * <p>The parameters live in a manager of their own, the arrays of a batch in another.
 */
public final class TowerHarness implements AutoCloseable {
  private final Tower tower;
  private final NDManager manager;

  private TowerHarness(Tower tower, NDManager manager) {
    this.tower = tower;
    this.manager = manager;
  }

  /**
   * Initialises a tower's parameters, each from a seed of its own, as the host does.
   *
   * @param tower as its factory describes it
   * @param seed the run's
   * @return a harness that owns the parameters and frees them when it is closed
   */
  public static TowerHarness initialized(Tower tower, long seed) {
    NDManager manager = newManager();
    for (Pair<String, Parameter> entry : tower.block().getParameters()) {
      Autograd.seed(31 * seed + entry.getKey().hashCode());
      entry.getValue().initialize(manager, DataType.FLOAT32);
    }
    return new TowerHarness(tower, manager);
  }

  /**
   * Initialises a tower's parameters, then has it load its pretrained weights, as on a fresh run.
   *
   * @param tower as its factory describes it
   * @return a harness that owns the parameters and frees them when it is closed
   * @throws IOException if a weight file cannot be read
   * @throws io.threetowers.api.InvalidInputException if the weights do not fit
   */
  public static TowerHarness pretrained(Tower tower) throws IOException {
    TowerHarness harness = initialized(tower, 0);
    try {
      tower.load(new WeightLoading("the tower", tower.block()));
      return harness;
    } catch (IOException | RuntimeException e) {
      harness.close();
      throw e;
    }
  }

  /** {@return a manager on the CPU, which the caller closes} */
  public static NDManager newManager() {
    return TestEngine.newManager();
  }

  /** {@return the tower, initialised} */
  public Tower tower() {
    return tower;
  }

  /** {@return the manager in which the parameters live} */
  public NDManager manager() {
    return manager;
  }

  /**
   * The values of one parameter.
   *
   * @param name as the block declares it
   * @return the tower's own array
   */
  public NDArray parameter(String name) {
    return tower.block().getParameters().get(name).getArray();
  }

  /**
   * Moves every entry of every parameter by noise, so that none keeps a special value such as 0.
   *
   * @param deviation standard deviation of the noise
   */
  public void perturb(double deviation) {
    for (Pair<String, Parameter> entry : tower.block().getParameters()) {
      Autograd.seed(entry.getKey().hashCode());
      NDArray array = entry.getValue().getArray();
      try (NDArray noise =
          manager.randomNormal(0f, (float) deviation, array.getShape(), DataType.FLOAT32)) {
        Autograd.notRecording(() -> array.addi(noise));
      }
    }
  }

  /**
   * A batch of rows that the tower's transform writes.
   *
   * @param batchManager gets the array
   * @param values of the tower's modality, one a row
   * @return (B, input shape)
   */
  public NDArray input(NDManager batchManager, List<? extends Value> values) {
    return input(tower, batchManager, values);
  }

  static NDArray input(Tower tower, NDManager batchManager, List<? extends Value> values) {
    InputTransform transform = tower.input();
    int rowBytes = rowBytes(transform);
    ByteBuffer rows = ByteBuffer.allocateDirect(rowBytes * values.size());
    for (int i = 0; i < values.size(); i++) {
      ByteBuffer row = rows.slice(i * rowBytes, rowBytes).order(ByteOrder.LITTLE_ENDIAN);
      transform.write(values.get(i), new Random(i), row);
    }
    Shape shape = new Shape(values.size()).addAll(transform.shape());
    return batchManager.create(rows.order(ByteOrder.LITTLE_ENDIAN), shape, transform.type());
  }

  /**
   * Embeds without recording, as evaluation does.
   *
   * @param input (B, input shape)
   * @return (B, width), attached to the input's manager
   */
  public NDArray embed(NDArray input) {
    return Autograd.notRecording(() -> forward(input, false));
  }

  /**
   * Embeds in training mode and records for gradients.
   *
   * @param input (B, input shape)
   * @return (B, width), attached to the input's manager
   */
  public NDArray embedForTraining(NDArray input) {
    return Autograd.recording(() -> forward(input, true));
  }

  NDArray forward(NDArray input, boolean training) {
    NDList output =
        tower.block().forward(new ParameterStore(manager, false), new NDList(input), training);
    return output.singletonOrThrow();
  }

  static int rowBytes(InputTransform transform) {
    return Math.toIntExact(transform.shape().size() * transform.type().getNumOfBytes());
  }

  @Override
  public void close() {
    manager.close();
  }

  /** Whether training draws at random, as dropout does. */
  boolean isRandomInTraining(NDArray input) {
    Autograd.seed(3);
    float[] first = embedForTraining(input).toFloatArray();
    Autograd.seed(4);
    return !Arrays.equals(first, embedForTraining(input).toFloatArray());
  }
}
