package io.threetowers.api.export;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.threetowers.api.weights.WeightMapping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tower in the words of another program.
 *
 * <p>Its weights are written by the table that reads that program's files, backwards. The linear
 * map at the end, where there is one, is called {@code proj.weight}, (width, inputs), and {@code
 * proj.bias} in the table, whether it belongs to the tower or to a head: the host makes one map of
 * all of them.
 *
 * <pre class="text">{@code
 * ExportedTower.builder("vit", WeightMapping.resource(Vit.class, "weights/big-vision.weights"))
 *     .set("depth", 12)
 *     .without("Transformer/pos_embedding")
 *     .shape("*query/kernel", new Shape(width, heads, -1))
 *     .projection(ExportedTower.Projection.AFFINE)
 *     .build();
 * }</pre>
 */
public final class ExportedTower {

  /** What the program's model has at its end. */
  public enum Projection {
    /** Nothing: the embedding is that of the pool. */
    NONE,
    /** A linear map without a bias. */
    MATRIX,
    /** A linear map with a bias. */
    AFFINE
  }

  private final String model;
  private final Map<String, Object> settings;
  private final WeightMapping weights;
  private final List<String> without;
  private final Map<String, Shape> shapes;
  private final List<Parameter> constants;
  private final Projection projection;

  private ExportedTower(Builder builder) {
    this.model = builder.model;
    this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(builder.settings));
    this.weights = builder.weights;
    this.without = List.copyOf(builder.without);
    this.shapes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.shapes));
    this.constants = List.copyOf(builder.constants);
    this.projection = builder.projection;
  }

  /**
   * Starts a description.
   *
   * @param model which of the program's models it is: see {@link ExportFormat}
   * @param weights the table of the program's files
   * @return a builder without settings and without a projection
   */
  public static Builder builder(String model, WeightMapping weights) {
    return new Builder(model, weights);
  }

  /** {@return which of the program's models it is} */
  public String model() {
    return model;
  }

  /** {@return the settings of that model, in their order, as JSON has them} */
  public Map<String, Object> settings() {
    return settings;
  }

  /** {@return the table of the program's files} */
  public WeightMapping weights() {
    return weights;
  }

  /** {@return tensors that are not written, where lines of the table offer a choice} */
  public List<String> without() {
    return without;
  }

  /** {@return the shapes of tensors by patterns of their names} */
  public Map<String, Shape> shapes() {
    return shapes;
  }

  /** {@return what the model needs and the tower has not} */
  public List<Parameter> constants() {
    return constants;
  }

  /** {@return what the model has at its end} */
  public Projection projection() {
    return projection;
  }

  /** Collects a description. Each method returns the builder itself. */
  public static final class Builder {
    private final String model;
    private final WeightMapping weights;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<String> without = new ArrayList<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final List<Parameter> constants = new ArrayList<>();
    private Projection projection = Projection.NONE;

    private Builder(String model, WeightMapping weights) {
      this.model = model;
      this.weights = weights;
    }

    /**
     * Adds a setting of the program's model.
     *
     * @param name in its configuration
     * @param value a number, a boolean, a string, or lists and maps of them
     * @return this
     */
    public Builder set(String name, Object value) {
      settings.put(name, value);
      return this;
    }

    /**
     * Leaves out the lines of the table that read a tensor; of the lines that are left, the first
     * for each parameter says what is written.
     *
     * @param tensors a name in the table, in which {@code *} is any text
     * @return this
     */
    public Builder without(String tensors) {
      without.add(tensors);
      return this;
    }

    /**
     * Gives tensors a shape of as many entries; one that no pattern names has the shape of what is
     * written to it.
     *
     * @param tensors a name in the table, in which {@code *} is any text
     * @param shape one dimension may be -1: what is left
     * @return this
     */
    public Builder shape(String tensors, Shape shape) {
      shapes.put(tensors, shape);
      return this;
    }

    /**
     * Adds what the model needs and the tower has not.
     *
     * @param parameter the name of a parameter in the table, or else of a tensor of the program's;
     *     its shape, and the initializer that fills it
     * @return this
     */
    public Builder constant(Parameter parameter) {
      constants.add(parameter);
      return this;
    }

    /**
     * Says what the model has at its end.
     *
     * @param kind none unless this is called
     * @return this
     */
    public Builder projection(Projection kind) {
      projection = kind;
      return this;
    }

    /** {@return the description} */
    public ExportedTower build() {
      return new ExportedTower(this);
    }
  }
}
