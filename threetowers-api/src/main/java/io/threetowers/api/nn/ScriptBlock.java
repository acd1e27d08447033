package io.threetowers.api.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import io.threetowers.api.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A block whose forward pass is one call of a {@link Script} method.
 *
 * <p>The method's arguments are the block's inputs, then, if it has any, the list of its parameters
 * in the order of their declaration. A linear map, whose method is {@code forward(self, x: Tensor,
 * p: List[Tensor]) -> Tensor}:
 *
 * <pre>{@code
 * return ScriptBlock.builder(
 *         script, "forward", inputs -> new Shape[] {new Shape(inputs[0].get(0), width)})
 *     .parameter("color.weight", new Shape(width, 3), Initializers.lecunNormal(3))
 *     .parameter("color.bias", new Shape(width), Initializers.zeros())
 *     .build();
 * }</pre>
 */
public final class ScriptBlock extends AbstractBlock {
  private final Script script;
  private final String method;
  private final String trainingMethod;
  private final UnaryOperator<Shape[]> outputShapes;
  private final List<Parameter> ordered = new ArrayList<>();

  private ScriptBlock(Builder builder) {
    this.script = builder.script;
    this.method = builder.method;
    this.trainingMethod = builder.trainingMethod;
    this.outputShapes = builder.outputShapes;
    builder.parameters.forEach(parameter -> ordered.add(addParameter(parameter)));
  }

  /**
   * Starts a block.
   *
   * @param script has the method
   * @param method called with the block's inputs, then its parameters, if any
   * @param outputShapes from the shapes of the inputs to those of the outputs
   * @return a builder without parameters
   */
  public static Builder builder(Script script, String method, UnaryOperator<Shape[]> outputShapes) {
    return new Builder(script, method, outputShapes);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    Device device = inputs.head().getDevice();
    NDList values = new NDList(ordered.size());
    for (Parameter parameter : ordered) {
      values.add(store.getValue(parameter, device, training));
    }
    List<Object> arguments = new ArrayList<>(inputs);
    if (!values.isEmpty()) {
      arguments.add(values);
    }
    return script.call(training ? trainingMethod : method, arguments.toArray());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return outputShapes.apply(inputShapes);
  }

  /**
   * A part of this block, with the same parameters, for {@link io.threetowers.api.Tower#stages}.
   *
   * @param whole has the methods; called with the inputs of the part, then all parameters of this
   *     block
   * @param inference the method outside training
   * @param training the method in training
   * @return a block that does not tell its output shapes
   */
  public ScriptBlock stage(Script whole, String inference, String training) {
    Builder builder =
        builder(
                whole,
                inference,
                inputs -> {
                  throw new UnsupportedOperationException("a stage does not tell its shapes");
                })
            .training(training);
    builder.parameters.addAll(ordered);
    return builder.build();
  }

  /**
   * The same parameters under another script, for {@link io.threetowers.api.Tower#resized}.
   *
   * @param other has methods of the same names, arguments and output shapes
   * @return a block with the parameters of this one, not with copies
   */
  public ScriptBlock with(Script other) {
    Builder builder = builder(other, method, outputShapes).training(trainingMethod);
    builder.parameters.addAll(ordered);
    return builder.build();
  }

  /** {@return what has the method} */
  public Script script() {
    return script;
  }

  /** {@return the method that is called outside training} */
  public String method() {
    return method;
  }

  /** Collects the parameters. Each method returns the builder itself. */
  public static final class Builder {
    private final Script script;
    private final String method;
    private final UnaryOperator<Shape[]> outputShapes;
    private final List<Parameter> parameters = new ArrayList<>();
    private String trainingMethod;

    private Builder(Script script, String method, UnaryOperator<Shape[]> outputShapes) {
      this.script = script;
      this.method = method;
      this.outputShapes = outputShapes;
      this.trainingMethod = method;
    }

    /**
     * Another method for training, such as one with dropout.
     *
     * @param name of the method, which takes the same arguments
     * @return this
     */
    public Builder training(String name) {
      trainingMethod = name;
      return this;
    }

    /**
     * Adds a trained parameter; its place is its index in the list that the method receives.
     *
     * @param name dotted, such as {@code blocks.0.attn.qkv.weight}: a part of the checkpoint's key
     * @param shape of the parameter
     * @param initializer draws it; see {@link Initializers}
     * @return this
     */
    public Builder parameter(String name, Shape shape, Initializer initializer) {
      return add(name, shape, initializer, true);
    }

    /**
     * Adds a parameter that is saved but not trained.
     *
     * @param name dotted
     * @param shape of the parameter
     * @param initializer draws it
     * @return this
     */
    public Builder constant(String name, Shape shape, Initializer initializer) {
      return add(name, shape, initializer, false);
    }

    private Builder add(String name, Shape shape, Initializer initializer, boolean trained) {
      parameters.add(
          Parameter.builder()
              .setName(name)
              .setType(Parameter.Type.OTHER)
              .optShape(shape)
              .optInitializer(initializer)
              .optRequiresGrad(trained)
              .build());
      return this;
    }

    /** {@return the block, its parameters declared and not yet drawn} */
    public ScriptBlock build() {
      return new ScriptBlock(this);
    }
  }
}
