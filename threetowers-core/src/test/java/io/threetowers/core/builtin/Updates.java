package io.threetowers.core.builtin;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Optimizer;
import io.threetowers.api.ParameterGroup;
import io.threetowers.core.weights.Lifted;
import java.util.List;

/** One parameter, named {@code p}, under an optimizer. */
final class Updates implements AutoCloseable {
  private final NDManager manager;
  private final Optimizer optimizer;
  private final NDArray parameter;

  Updates(Optimizer optimizer, Shape shape, double... initial) {
    this.optimizer = optimizer;
    this.manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
    this.parameter = manager.create(floats(initial), shape);
  }

  void step(double rate, double decay, double... gradient) {
    try (NDArray array = manager.create(floats(gradient), parameter.getShape())) {
      NDList parameters = new NDList(parameter);
      NDList gradients = new NDList(array);
      optimizer.step(List.of(new ParameterGroup(List.of("p"), parameters, gradients, rate, decay)));
    }
  }

  double[] parameter() {
    return doubles(parameter);
  }

  double[] state(String what) {
    return doubles(optimizer.state().get("p." + what));
  }

  DataType type(String what) {
    return optimizer.state().get("p." + what).getDataType();
  }

  /** Arrays that somebody keeps. */
  int alive() {
    return manager.getManagedArrays().size();
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  private static double[] doubles(NDArray array) {
    float[] values = Lifted.of(array).toFloatArray();
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  @Override
  public void close() {
    optimizer.close();
    manager.close();
  }
}
