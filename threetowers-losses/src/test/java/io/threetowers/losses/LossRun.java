package io.threetowers.losses;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.script.Autograd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One run of a loss, forward and backward.
 *
 * @param value the loss
 * @param metrics by name
 * @param left the gradient of the left side, rows
 * @param right the gradient of the right side, rows; empty for labels
 * @param parameters the gradients of the trained parameters, each of one entry
 */
@SuppressWarnings("ArrayRecordComponent") // rows of numbers to compare one by one
record LossRun(
    double value,
    Map<String, Double> metrics,
    double[][] left,
    double[][] right,
    Map<String, Double> parameters) {

  static LossRun of(Function<BuildContext, Loss> create, double[][] left, double[][] right) {
    return run(
        create, manager -> manager.create(floats(left)), manager -> manager.create(floats(right)));
  }

  static LossRun of(Function<BuildContext, Loss> create, double[][] left, long[] labels) {
    return run(create, manager -> manager.create(floats(left)), manager -> manager.create(labels));
  }

  private static LossRun run(
      Function<BuildContext, Loss> create,
      Function<NDManager, NDArray> left,
      Function<NDManager, NDArray> right) {
    Engine.getEngine("PyTorch");
    Loss loss = create.apply(new HostContext("loss"));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (Pair<String, Parameter> parameter : loss.block().getParameters()) {
        parameter.getValue().initialize(manager, DataType.FLOAT32);
      }
      NDArray a = recorded(left.apply(manager));
      NDArray b = recorded(right.apply(manager));
      NDList outputs =
          Autograd.recording(
              () ->
                  loss.block().forward(new ParameterStore(manager, false), new NDList(a, b), true));
      Autograd.backward(outputs.head());
      Map<String, Double> metrics = new LinkedHashMap<>();
      for (int i = 0; i < loss.metrics().size(); i++) {
        metrics.put(loss.metrics().get(i), (double) outputs.get(i + 1).getFloat());
      }
      Map<String, Double> parameters = new LinkedHashMap<>();
      for (Pair<String, Parameter> parameter : loss.block().getParameters()) {
        if (parameter.getValue().requiresGradient()) {
          parameters.put(
              parameter.getKey(),
              (double) Autograd.gradient(parameter.getValue().getArray()).toFloatArray()[0]);
        }
      }
      return new LossRun(outputs.head().getFloat(), metrics, gradient(a), gradient(b), parameters);
    }
  }

  private static NDArray recorded(NDArray side) {
    return side.getDataType().isFloating() ? Autograd.detach(side, true) : side;
  }

  private static double[][] gradient(NDArray side) {
    NDArray gradient = side.getDataType().isFloating() ? Autograd.gradient(side) : null;
    if (gradient == null) {
      return new double[0][];
    }
    int width = Math.toIntExact(side.getShape().get(1));
    float[] flat = gradient.toFloatArray();
    List<double[]> rows = new ArrayList<>();
    for (int start = 0; start < flat.length; start += width) {
      double[] row = new double[width];
      for (int k = 0; k < width; k++) {
        row[k] = flat[start + k];
      }
      rows.add(row);
    }
    return rows.toArray(double[][]::new);
  }

  private static float[][] floats(double[][] rows) {
    float[][] result = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      result[i] = new float[rows[i].length];
      for (int k = 0; k < rows[i].length; k++) {
        result[i][k] = (float) rows[i][k];
      }
    }
    return result;
  }
}
