package io.threetowers.testkit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import io.threetowers.api.nn.Initializers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A block in plain {@code NDArray} code, whose every part can be spoilt. */
final class PlainBlock extends AbstractBlock {
  private final Function function;
  private final UnaryOperator<Shape[]> outputShapes;
  private final List<Parameter> ordered = new ArrayList<>();

  /** From parameters and inputs to outputs. */
  @FunctionalInterface
  interface Function {
    NDList apply(Map<String, NDArray> parameters, NDList inputs, boolean training);
  }

  PlainBlock(Function function, UnaryOperator<Shape[]> outputShapes) {
    this.function = function;
    this.outputShapes = outputShapes;
  }

  /** Adds a trained parameter from N(0, 1). */
  PlainBlock trained(String name, Shape shape) {
    return add(name, shape, Initializers.normal(1), true);
  }

  PlainBlock add(String name, Shape shape, Initializer initializer, boolean trained) {
    ordered.add(
        addParameter(
            Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optShape(shape)
                .optInitializer(initializer)
                .optRequiresGrad(trained)
                .build()));
    return this;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    Device device = inputs.head().getDevice();
    Map<String, NDArray> values = new HashMap<>();
    ordered.forEach(p -> values.put(p.getName(), store.getValue(p, device, training)));
    return function.apply(values, inputs, training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return outputShapes.apply(inputs);
  }
}
