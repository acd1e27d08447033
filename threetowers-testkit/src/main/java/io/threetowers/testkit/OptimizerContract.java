package io.threetowers.testkit;

import static io.threetowers.testkit.BlockUnderTest.gaussian;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Optimizer;
import io.threetowers.api.ParameterGroup;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.weights.Lifted;
import io.threetowers.core.weights.Safetensors;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every optimizer must do: extend it, and create yours.
 *
 * <p>For several settings, write one {@code @Nested} class for each. It is given five parameters,
 * from a single number to four axes, and the gradients of half their squares. Settings have a
 * contract of their own, {@link ConfigContract}.
 */
public abstract class OptimizerContract {
  private static final long SEED = 1804;
  private static final double RATE = 1e-2;

  @TempDir private Path folder;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private NDManager manager;
  private Optimizer optimizer;

  /**
   * The optimizer under test; called before each test, and more often by some.
   *
   * @param context builds scripts
   * @return a new one with the same settings, without state
   */
  protected abstract Optimizer create(BuildContext context);

  @BeforeEach
  void start() {
    manager = TestEngine.newManager();
    optimizer = fresh();
    parameters.putAll(parameters());
  }

  @AfterEach
  void close() {
    if (optimizer != null) { // or making it failed, which is then all there is to tell
      optimizer.close();
    }
    if (manager != null) {
      manager.close();
    }
  }

  private Optimizer fresh() {
    return create(new HostContext("optimizer"));
  }

  /**
   * A scalar, a vector, a small matrix, one large enough to be factored, and more than two axes.
   */
  private Map<String, NDArray> parameters() {
    Random random = new Random(SEED);
    Map<String, NDArray> result = new LinkedHashMap<>();
    List<Shape> shapes =
        List.of(
            new Shape(1),
            new Shape(5),
            new Shape(3, 4),
            new Shape(40, 48),
            new Shape(2, 3, 33, 40));
    for (int i = 0; i < shapes.size(); i++) {
      NDArray array = gaussian(manager, random, shapes.get(i));
      array.setRequiresGradient(true);
      result.put("towers.t.blocks." + i + ".weight", array);
    }
    return result;
  }

  @Test
  void leavesParametersAloneWithoutGradientAndDecay() {
    List<float[]> before = values(parameters);

    for (int i = 0; i < 3; i++) {
      step(optimizer, List.of(zeroGradients(RATE, 0)));
    }

    Floats.assertSame("the parameters", values(parameters), before);
  }

  @Test
  void leavesParametersAloneWithoutRateAndDecay() {
    List<float[]> before = values(parameters);

    step(optimizer, List.of(group(parameters, 0, 0, 0)));

    Floats.assertSame("the parameters", values(parameters), before);
  }

  @Test
  void shrinksParametersByTheDecayWhateverTheRate() {
    for (double rate : new double[] {RATE, 0}) {
      List<float[]> before = values(parameters);

      step(optimizer, List.of(zeroGradients(rate, 0.25)));

      List<float[]> after = values(parameters);
      for (int i = 0; i < after.size(); i++) {
        float[] expected = before.get(i).clone();
        for (int k = 0; k < expected.length; k++) {
          expected[k] *= 0.75f;
        }
        Floats.assertClose("parameter, rate " + rate, after.get(i), expected, 1e-6);
      }
    }
  }

  @Test
  void goesDownhill() {
    double before = height();

    for (int i = 0; i < 100; i++) {
      step(optimizer, List.of(group(parameters, 5 * RATE, 0, i)));
    }

    assertThat(height()).as("seed %d", SEED).isLessThan(0.05 * before);
  }

  @Test
  void doesNotDependOnHowParametersAreGrouped() {
    Map<String, NDArray> others = parameters();
    try (Optimizer other = fresh()) {
      for (int i = 0; i < 3; i++) {
        step(optimizer, List.of(group(parameters, RATE, 1e-3, i)));
        List<ParameterGroup> apart = new ArrayList<>();
        for (Map.Entry<String, NDArray> entry : others.entrySet()) {
          apart.add(group(Map.of(entry.getKey(), entry.getValue()), RATE, 1e-3, i));
        }
        step(other, apart);
      }
    }

    Floats.assertSame("the parameters", values(parameters), values(others));
  }

  @Test
  void takesAParameterThatJoinsLaterAsNew() {
    String late = "towers.t.blocks.3.weight";
    Map<String, NDArray> early = new LinkedHashMap<>(parameters);
    early.remove(late);
    for (int i = 0; i < 3; i++) {
      step(optimizer, List.of(group(early, RATE, 0, i)));
    }
    Map<String, NDArray> alone = Map.of(late, parameters().get(late));

    step(optimizer, List.of(group(parameters, RATE, 0, 0)));
    try (Optimizer other = fresh()) {
      step(other, List.of(group(alone, RATE, 0, 0)));
    }

    assertThat(parameters.get(late).toFloatArray()).isEqualTo(alone.get(late).toFloatArray());
  }

  /** By way of the file that a checkpoint holds. */
  @Test
  void continuesBitForBitFromItsSavedState() throws IOException {
    for (int i = 0; i < 3; i++) {
      step(optimizer, List.of(group(parameters, RATE, 1e-3, i)));
    }
    Map<String, NDArray> others = parameters();
    others.replaceAll((name, array) -> copy(parameters.get(name), manager));
    try (Optimizer other = fresh()) {
      restore(optimizer, other);
      for (int i = 3; i < 6; i++) {
        step(optimizer, List.of(group(parameters, RATE, 1e-3, i)));
        step(other, List.of(group(others, RATE, 1e-3, i)));
      }
      Floats.assertSame(
          "the state",
          values(new TreeMap<>(other.state())),
          values(new TreeMap<>(optimizer.state())));
    }
    Floats.assertSame("the parameters", values(parameters), values(others));
  }

  private void restore(Optimizer from, Optimizer to) throws IOException {
    Path file = folder.resolve("optimizer.safetensors");
    Safetensors.write(file, new TreeMap<>(from.state()), Map.of(), false);
    try (NDManager scope = manager.newSubManager();
        WeightFile saved = WeightFile.open(file)) {
      Map<String, NDArray> state = new HashMap<>();
      for (String name : saved.names()) {
        state.put(name, saved.read(name, scope));
      }
      to.load(state);
    }
  }

  @Test
  void keepsItsStateUnderTheNamesOfParameters() {
    step(optimizer, List.of(group(parameters, RATE, 0, 0)));

    assertThat(optimizer.state().keySet())
        .allSatisfy(
            key -> assertThat(parameters).containsKey(key.substring(0, key.lastIndexOf('.'))));
  }

  @Test
  void leavesNothingAliveButItsState() {
    step(optimizer, List.of(group(parameters, RATE, 0, 0)));
    int arrays = manager.getManagedArrays().size();
    int kept = optimizer.state().size();

    for (int i = 1; i < 50; i++) {
      try (NDManager scope = manager.newSubManager()) {
        ParameterGroup group = group(parameters, RATE, 0, i);
        group.gradients().forEach(gradient -> gradient.attach(scope));
        step(optimizer, List.of(group));
      }
    }

    assertThat(manager.getManagedArrays().size()).isEqualTo(arrays);
    assertThat(optimizer.state().size()).isEqualTo(kept);
  }

  @Test
  void mayBeClosedTwice() {
    step(optimizer, List.of(group(parameters, RATE, 0, 0)));

    optimizer.close();
    optimizer.close();
  }

  private static void step(Optimizer optimizer, List<ParameterGroup> groups) {
    Autograd.notRecording(
        () -> {
          optimizer.step(groups);
          return groups;
        });
  }

  /** The gradients of |p|² / 2, a little disturbed. */
  private ParameterGroup group(Map<String, NDArray> members, double rate, double decay, int step) {
    NDList gradients = new NDList();
    members.forEach(
        (name, parameter) -> {
          Random random = new Random(SEED + 31L * step + name.hashCode());
          NDArray gradient = gaussian(manager, random, parameter.getShape());
          gradients.add(Autograd.notRecording(() -> gradient.muli(1e-2f).addi(parameter)));
        });
    return new ParameterGroup(
        List.copyOf(members.keySet()), new NDList(members.values()), gradients, rate, decay);
  }

  private ParameterGroup zeroGradients(double rate, double decay) {
    ParameterGroup group = group(parameters, rate, decay, 0);
    group.gradients().forEach(gradient -> gradient.muli(0));
    return group;
  }

  private double height() {
    double sum = 0;
    for (float[] array : values(parameters)) {
      for (float value : array) {
        sum += value * value;
      }
    }
    return sum;
  }

  private static NDArray copy(NDArray array, NDManager manager) {
    NDArray copy = array.duplicate();
    copy.attach(manager);
    return copy;
  }

  private static List<float[]> values(Map<String, NDArray> arrays) {
    return arrays.values().stream().map(array -> Lifted.of(array).toFloatArray()).toList();
  }
}
