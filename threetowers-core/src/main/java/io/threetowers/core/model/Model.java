package io.threetowers.core.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.threetowers.core.experiment.Precision;
import io.threetowers.core.experiment.TowerSpec;
import io.threetowers.core.failure.Place;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.seed.Seeds;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A composition with its parameters on a device.
 *
 * <p>Parameters are named {@code towers.<name>.…}, {@code heads.<name>.…}, {@code losses.<name>.…};
 * the value that a fresh one starts with depends on the seed and its full name alone, on the CPU as
 * on a GPU.
 */
public final class Model implements AutoCloseable {
  private final Composition composition;
  private final NDManager manager;
  private final ParameterStore store;
  private final Bfloat16 bfloat16 = new Bfloat16();
  private final SortedMap<String, Parameter> parameters = new TreeMap<>();

  /** Allocates and initialises every parameter. */
  public Model(Composition composition, Device device, long seed) {
    this.composition = composition;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.store = new ParameterStore(manager, false);
    composition
        .towers()
        .values()
        .forEach(node -> add(node.place(), node.tower().block(), seed, inputShape(node)));
    composition
        .heads()
        .values()
        .forEach(
            node ->
                add(
                    node.place(),
                    node.head().block(),
                    seed,
                    new Shape(1, composition.width(node.from()))));
    for (Edge edge : composition.edges()) {
      if (!parameters.keySet().stream()
          .anyMatch(name -> name.startsWith("losses." + edge.lossName() + "."))) {
        add(
            edge.place(),
            edge.loss().block(),
            seed,
            sideShape(edge.left()),
            sideShape(edge.right()));
      }
    }
    freeze();
  }

  private Model(Model whole, Composition phase) {
    this.composition = phase;
    this.manager = whole.manager;
    this.store = whole.store;
    this.parameters.putAll(whole.parameters);
  }

  /**
   * This model in a phase of the training: the same parameters in a graph of the same towers, heads
   * and losses. The last phase that was asked for is the one that gradients are of.
   *
   * @param phase whose towers have this model's parameters
   * @param trained whether a parameter, by its full name, is trained in it
   */
  public Model in(Composition phase, Predicate<String> trained) {
    parameters.forEach((name, parameter) -> parameter.freeze(!trained.test(name)));
    return new Model(this, phase);
  }

  private static Shape inputShape(TowerNode node) {
    return new Shape(1).addAll(node.tower().input().shape());
  }

  private Shape sideShape(Edge.Side side) {
    return side.isLabel() ? new Shape(2) : new Shape(2, composition.width(side.name()));
  }

  private void add(Place place, Block block, long seed, Shape... inputs) {
    place.call(
        "initialize",
        () -> {
          initialize(place.path(), block, seed, inputs);
          return block;
        });
  }

  private void initialize(String prefix, Block block, long seed, Shape... inputs) {
    if (block.getParameters().values().stream()
        .anyMatch(parameter -> parameter.getShape() == null)) {
      // A block that learns its parameters' shapes from its input; the values are drawn again
      // below.
      block.initialize(manager, DataType.FLOAT32, inputs);
    }
    for (Pair<String, Parameter> entry : block.getParameters()) {
      String name = prefix + "." + entry.getKey();
      Parameter parameter = entry.getValue();
      Autograd.notRecording(() -> draw(parameter, Seeds.of(seed, name)));
      parameters.put(name, parameter);
    }
  }

  private NDArray draw(Parameter parameter, long seed) {
    if (!parameter.isInitialized()) {
      parameter.initialize(manager, DataType.FLOAT32);
    }
    try (NDManager host = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Autograd.seed(seed);
      Autograd.copy(
          parameter.getInitializer().initialize(host, parameter.getShape(), DataType.FLOAT32),
          parameter.getArray());
    }
    return parameter.getArray();
  }

  private void freeze() {
    composition
        .towers()
        .forEach(
            (name, node) -> {
              for (Pair<String, Parameter> entry : node.tower().block().getParameters()) {
                entry.getValue().freeze(!isTrained(node.spec(), entry.getKey(), entry.getValue()));
              }
            });
    for (HeadNode head : composition.heads().values()) {
      if (head.frozen()) {
        head.head().block().freezeParameters(true);
      }
    }
  }

  static boolean isTrained(TowerSpec spec, String name, Parameter parameter) {
    return !spec.frozen()
        && parameter.requiresGradient()
        && spec.frozenParameters().stream().noneMatch(pattern -> pattern.matches(name));
  }

  /**
   * Overwrites fresh values with the pretrained ones that towers name; a fresh run only.
   *
   * @return the files that each tower started from, by its name
   */
  public Map<String, List<WeightUse>> loadPretrained() throws IOException {
    Map<String, List<WeightUse>> uses = new LinkedHashMap<>();
    for (TowerNode node : composition.towers().values()) {
      WeightLoading weights =
          new WeightLoading(
              "towers." + node.name(), node.tower().block(), WeightLeeway.of(node.spec()));
      node.tower().load(weights);
      uses.put(node.name(), weights.uses());
    }
    return uses;
  }

  public Composition composition() {
    return composition;
  }

  /** The parent of every array of the model; arrays of a step belong to a sub-manager of it. */
  public NDManager manager() {
    return manager;
  }

  /** Every parameter by its full name, sorted. */
  public SortedMap<String, Parameter> parameters() {
    return Collections.unmodifiableSortedMap(parameters);
  }

  /** Those that a gradient reaches, by full name, sorted. */
  public SortedMap<String, NDArray> trained() {
    SortedMap<String, NDArray> trained = new TreeMap<>();
    parameters.forEach(
        (name, parameter) -> {
          if (parameter.requiresGradient()) {
            trained.put(name, parameter.getArray());
          }
        });
    return trained;
  }

  /** What a checkpoint holds: every parameter's array by its full name. */
  public SortedMap<String, NDArray> state() {
    SortedMap<String, NDArray> state = new TreeMap<>();
    parameters.forEach((name, parameter) -> state.put(name, parameter.getArray()));
    return state;
  }

  /** (B, input shape) to (B, D). */
  public NDArray tower(String name, NDArray input, boolean training) {
    TowerNode node = composition.towers().get(name);
    Block block = node.tower().block();
    NDList result;
    if (node.precision() == Precision.FP32) {
      result = run(node.place(), block, training, input);
    } else {
      try (Bfloat16.Lowered lowered = bfloat16.lower(block, input)) {
        result = new NDList(lift(run(node.place(), lowered, block, training, input)));
      }
    }
    return Outputs.rows(node.place(), result, input.getShape().get(0), node.tower().width());
  }

  /** A tower's stages, for a pass on {@code rows}. */
  public StagedTower staged(String name, NDArray rows) {
    TowerNode node = composition.towers().get(name);
    return new StagedTower(node, store, bfloat16, rows);
  }

  private NDArray lift(NDList result) {
    try (NDArray low = result.head()) {
      return bfloat16.lift(low);
    }
  }

  /** (B, D in) to (B, D). */
  public NDArray head(String name, NDArray input, boolean training) {
    HeadNode node = composition.heads().get(name);
    NDList result = run(node.place(), node.head().block(), training, input);
    return Outputs.rows(node.place(), result, input.getShape().get(0), node.head().width());
  }

  /** Two sides to a scalar and the loss's metrics. */
  public NDList loss(Edge edge, NDArray left, NDArray right) {
    NDList result = run(edge.place(), edge.loss().block(), true, left, right);
    return Outputs.scalars(edge.place(), result, edge.loss().metrics());
  }

  private NDList run(Place place, Block block, boolean training, NDArray... inputs) {
    return run(place, store, block, training, inputs);
  }

  static NDList run(
      Place place, ParameterStore store, Block block, boolean training, NDArray... inputs) {
    return place.call("forward", () -> block.forward(store, new NDList(inputs), training));
  }

  /** Number of parameters, and of those that are trained, below each tower, head and loss. */
  public Map<String, long[]> counts() {
    Map<String, long[]> counts = new TreeMap<>();
    parameters.forEach(
        (name, parameter) -> {
          String owner = name.substring(0, name.indexOf('.', name.indexOf('.') + 1));
          long[] count = counts.computeIfAbsent(owner, key -> new long[2]);
          count[0] += parameter.getShape().size();
          count[1] += parameter.requiresGradient() ? parameter.getShape().size() : 0;
        });
    return counts;
  }

  @Override
  public void close() {
    parameters.values().forEach(Parameter::close);
    manager.close();
  }
}
