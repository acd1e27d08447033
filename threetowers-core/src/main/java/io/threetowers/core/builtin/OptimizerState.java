package io.threetowers.core.builtin;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.ParameterGroup;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The arrays that an optimizer keeps between steps, float32 unless it lowers them, by {@code
 * <parameter>.<what>}.
 */
final class OptimizerState implements AutoCloseable {
  private final String optimizer;
  private final Set<String> kept;
  private final SortedMap<String, NDArray> arrays = new TreeMap<>();
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  /**
   * @param optimizer for messages
   * @param kept what is kept of a parameter
   */
  OptimizerState(String optimizer, Set<String> kept) {
    this.optimizer = optimizer;
    this.kept = new TreeSet<>(kept);
  }

  /**
   * What is kept of each parameter of a group, each array of its parameter's shape and on its
   * device.
   */
  NDList likeParameters(ParameterGroup group, String what) {
    NDList list = new NDList(group.names().size());
    for (int i = 0; i < group.names().size(); i++) {
      NDArray parameter = group.parameters().get(i);
      list.add(array(group.names().get(i), what, parameter.getShape(), parameter.getDevice()));
    }
    return list;
  }

  /**
   * What is kept of one parameter; zeros if it has not been seen.
   *
   * @param device where the array must be; one that was loaded elsewhere is moved
   */
  NDArray array(String parameter, String what, Shape shape, Device device) {
    String key = parameter + "." + what;
    NDArray array = arrays.get(key);
    if (array == null) {
      try (NDManager scope = manager.newSubManager(device)) {
        array = keep(key, scope.zeros(shape, DataType.FLOAT32));
      }
    }
    requireShape(key, array, shape);
    if (!array.getDevice().equals(device)) {
      NDArray moved = array.toDevice(device, true);
      array.close();
      array = keep(key, moved);
    }
    return array;
  }

  /**
   * What is kept of one parameter as an array of another type, of the parameter's shape and on its
   * device.
   *
   * @param fresh makes it, zeros, of a parameter that has not been seen
   * @param lowering makes it of what a checkpoint holds, float32
   */
  NDArray lowered(
      String parameter,
      String what,
      NDArray like,
      UnaryOperator<NDArray> fresh,
      UnaryOperator<NDArray> lowering) {
    String key = parameter + "." + what;
    NDArray array = arrays.get(key);
    if (array == null) {
      return keep(key, fresh.apply(like));
    }
    requireShape(key, array, like.getShape());
    if (array.getDataType() != DataType.FLOAT32) {
      return array;
    }
    try (NDArray saved = array(parameter, what, like.getShape(), like.getDevice())) {
      return keep(key, lowering.apply(saved));
    }
  }

  private static void requireShape(String key, NDArray array, Shape shape) {
    if (!array.getShape().equals(shape)) {
      throw new InvalidInputException(
          "the optimizer's state '%s' has the shape %s, but its parameter needs %s; was it saved by another model?"
              .formatted(key, array.getShape(), shape));
    }
  }

  private NDArray keep(String key, NDArray array) {
    array.attach(manager);
    arrays.put(key, array);
    return array;
  }

  /** A manager of the CPU for what one call needs. */
  NDManager scope() {
    return manager.newSubManager();
  }

  /** A view. */
  Map<String, NDArray> arrays() {
    return Collections.unmodifiableMap(arrays);
  }

  /** Replaces everything by copies. */
  void load(Map<String, NDArray> state) {
    for (String key : state.keySet()) {
      if (!kept.contains(key.substring(key.lastIndexOf('.') + 1))) {
        throw new InvalidInputException(
            "the saved state '%s' is not %s's, which keeps %s; resume with the optimizer that saved it"
                .formatted(key, optimizer, kept));
      }
    }
    arrays.values().forEach(NDArray::close);
    arrays.clear();
    state.forEach((key, array) -> keep(key, array.duplicate()));
  }

  @Override
  public void close() {
    arrays.clear();
    manager.close();
  }
}
