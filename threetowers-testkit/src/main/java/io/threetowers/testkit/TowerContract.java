package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.script.Autograd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@link Tower} and {@link InputTransform}: extend it, and each promise is a test
 * of your tower.
 *
 * <p>For several configurations, make the subclass a {@code @ParameterizedClass}.
 */
public abstract class TowerContract {
  private static final long SEED = 7;

  /**
   * Describes the tower under test; called several times.
   *
   * @param context builds scripts
   * @return a new one with the same settings
   */
  protected abstract Tower create(BuildContext context);

  /**
   * What the tower is fed; to be overridden for modalities other than images and texts.
   *
   * @param tower the one under test
   * @return three values or more that it reads, all different
   */
  protected List<Value> examples(Tower tower) {
    return SampleValues.of(tower.modality());
  }

  private Tower create() {
    return create(new HostContext("tower"));
  }

  private TowerHarness harness() {
    return TowerHarness.initialized(create(), SEED);
  }

  private NDArray input(TowerHarness harness, NDManager batch) {
    return harness.input(batch, examples(harness.tower()));
  }

  @Test
  void describesItselfWithoutAllocatingAnything() {
    for (Pair<String, Parameter> parameter : create().block().getParameters()) {
      assertThat(parameter.getValue().isInitialized()).as(parameter.getKey()).isFalse();
      assertThat(parameter.getValue().getShape()).as("shape of " + parameter.getKey()).isNotNull();
    }
  }

  @Test
  void declaresItsParametersOnTheBlockItselfWithDottedNames() {
    Tower tower = create();
    assertThat(tower.block().getChildren().isEmpty())
        .as("children would get invented names")
        .isTrue();
    List<String> names = tower.block().getParameters().keys();
    assertThat(names)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("\\w[\\w-]*(\\.\\w[\\w-]*)*"));
  }

  @Test
  void givesOneFiniteRowOfTheDeclaredWidthForEachExample() {
    try (TowerHarness harness = harness();
        NDManager batch = TowerHarness.newManager()) {
      NDArray input = input(harness, batch);
      NDArray output = harness.embed(input);
      Shape expected = new Shape(input.getShape().get(0), harness.tower().width());
      assertThat(output.getShape()).isEqualTo(expected);
      assertThat(harness.tower().block().getOutputShapes(new Shape[] {input.getShape()}))
          .containsExactly(expected);
      assertThat(output.getDataType()).isEqualTo(DataType.FLOAT32);
      assertFinite("output", output);
    }
  }

  @Test
  void givesDifferentRowsForDifferentExamples() {
    try (TowerHarness harness = harness();
        NDManager batch = TowerHarness.newManager()) {
      NDArray output = harness.embed(input(harness, batch));
      Set<String> rows = new TreeSet<>();
      for (long i = 0; i < output.getShape().get(0); i++) {
        rows.add(Arrays.toString(output.get(i).toFloatArray()));
      }
      assertThat(rows).hasSize((int) output.getShape().get(0));
    }
  }

  @Test
  void equalSeedsGiveEqualParameters() {
    try (TowerHarness one = harness();
        TowerHarness two = harness()) {
      for (String name : one.tower().block().getParameters().keys()) {
        assertSame(name, two.parameter(name).toFloatArray(), one.parameter(name).toFloatArray());
      }
    }
  }

  @Test
  void aRowDependsOnItsExampleAlone() {
    try (TowerHarness harness = harness();
        NDManager batch = TowerHarness.newManager()) {
      List<Value> values = examples(harness.tower());
      NDArray together = harness.embed(harness.input(batch, values));
      for (int i = 0; i < values.size(); i++) {
        NDArray alone = harness.embed(harness.input(batch, values).get(i + ":" + (i + 1)));
        assertClose("row " + i, alone.toFloatArray(), together.get(i).toFloatArray(), 1e-4);
      }
    }
  }

  @Test
  void theGradientReachesEveryTrainedParameter() {
    try (TowerHarness harness = harness();
        NDManager batch = TowerHarness.newManager()) {
      backward(harness, batch);
      for (Pair<String, Parameter> entry : harness.tower().block().getParameters()) {
        if (entry.getValue().requiresGradient()) {
          NDArray gradient = Autograd.gradient(entry.getValue().getArray());
          assertThat(gradient).as("gradient of " + entry.getKey()).isNotNull();
          assertFinite("gradient of " + entry.getKey(), gradient);
          assertThat(gradient.abs().max().getFloat())
              .as("gradient of " + entry.getKey())
              .isPositive();
        }
      }
    }
  }

  /** Gradient caching runs a tower twice and relies on it. */
  @Test
  void trainingRepeatsForASeedOfTheEngine() {
    try (TowerHarness harness = harness();
        NDManager batch = TowerHarness.newManager()) {
      NDArray input = input(harness, batch);
      Autograd.seed(3);
      float[] first = harness.embedForTraining(input).toFloatArray();
      Autograd.seed(3);
      assertSame("the output", harness.embedForTraining(input).toFloatArray(), first);
    }
  }

  @Test
  void theParametersAreAllThatTheOutputDependsOn() {
    try (TowerHarness saved = harness();
        TowerHarness restored = TowerHarness.initialized(create(), SEED + 1);
        NDManager batch = TowerHarness.newManager()) {
      for (String name : saved.tower().block().getParameters().keys()) {
        Autograd.notRecording(
            () -> {
              saved.parameter(name).copyTo(restored.parameter(name));
              return name;
            });
      }
      NDArray expected = saved.embed(input(saved, batch));
      NDArray actual = restored.embed(input(restored, batch));
      assertSame("the output", actual.toFloatArray(), expected.toFloatArray());
    }
  }

  @Test
  void leavesNothingInTheManagerOfItsParameters() {
    try (TowerHarness harness = harness()) {
      int before = harness.manager().getManagedArrays().size();
      harness.manager().cap(); // from here on, attaching an array to it fails
      for (int i = 0; i < 3; i++) {
        try (NDManager batch = TowerHarness.newManager()) {
          backward(harness, batch);
          harness.embed(input(harness, batch));
        }
      }
      assertThat(harness.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void theTransformWritesEveryByteOfItsRowAndRepeatsForASeed() {
    Tower tower = create();
    for (Value value : examples(tower)) {
      byte[] overZeros = row(tower.input(), value, 0);
      byte[] overOnes = row(tower.input(), value, -1);
      assertThat(Arrays.mismatch(overOnes, overZeros)).as("first byte that differs").isEqualTo(-1);
    }
  }

  @Test
  void theTransformServesManyThreads() {
    Tower tower = create();
    InputTransform transform = tower.input();
    for (Value value : examples(tower)) {
      byte[] expected = row(transform, value, 0);
      List<byte[]> rows =
          IntStream.range(0, 64)
              .parallel()
              .mapToObj(i -> row(transform, value, 0))
              .collect(Collectors.toList());
      assertThat(rows).allMatch(row -> Arrays.equals(row, expected));
    }
  }

  @Test
  void theTransformRefusesAValueOfAnotherKind() {
    Tower tower = create();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row(tower.input(), new Value.Label("fox"), 0));
  }

  @Test
  void flopsGrowWithTheBatch() {
    Tower tower = create();
    tower
        .flops(1)
        .ifPresent(
            one -> {
              assertThat(one).isPositive();
              assertThat(tower.flops(64).orElseThrow()).isGreaterThan(32 * one);
            });
  }

  private void backward(TowerHarness harness, NDManager batch) {
    NDArray output = harness.embedForTraining(input(harness, batch));
    // A weighted sum: a plain one hides gradients, since the entries of a normalised row have a
    // fixed sum.
    NDArray weights = batch.arange((float) output.size()).sin().reshape(output.getShape());
    Autograd.backward(Autograd.recording(() -> output.mul(weights).sum()));
  }

  private static byte[] row(InputTransform transform, Value value, int filling) {
    byte[] bytes = new byte[TowerHarness.rowBytes(transform)];
    Arrays.fill(bytes, (byte) filling);
    transform.write(value, new Random(5), ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  private static void assertFinite(String what, NDArray array) {
    for (float entry : array.toFloatArray()) {
      assertThat(entry).as(what).isFinite();
    }
  }

  private static void assertSame(String what, float[] actual, float[] expected) {
    assertThat(Arrays.mismatch(actual, expected))
        .as("first entry of %s that differs", what)
        .isEqualTo(-1);
  }

  private static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      double allowed = tolerance * Math.max(1, Math.abs(expected[i]));
      assertThat((double) actual[i])
          .as("%s, entry %d", what, i)
          .isCloseTo(expected[i], within(allowed));
    }
  }
}
