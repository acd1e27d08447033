package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.model.WeightLoading;
import io.threetowers.core.script.Autograd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@link Tower} and {@link InputTransform}: extend it, describe yours, and each
 * promise is a test of your tower.
 *
 * <p>Describe a small one, since every check runs it a few times; for several configurations, make
 * the subclass a {@code @ParameterizedClass}. Images and texts to read are known; for another
 * modality override {@link #examples}. Against a plain formulation of the same function {@link
 * Parity} compares it number by number. Settings have a contract of their own, {@link
 * ConfigContract}.
 */
public abstract class TowerContract {
  private static final long SEED = 7;
  private static final int THREADS = 8;

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

  /**
   * Whether gradients are those of the function, as difference quotients show them: not so where a
   * tower rounds (bf16) or passes a gradient straight through a step.
   *
   * @return true, unless overridden
   */
  protected boolean hasExactGradients() {
    return true;
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
    Saved.assertDottedNames(create().block());
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
      Floats.assertFinite("output", output.toFloatArray());
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
        Floats.assertSame(
            name, two.parameter(name).toFloatArray(), one.parameter(name).toFloatArray());
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
        Floats.assertClose("row " + i, alone.toFloatArray(), together.get(i).toFloatArray(), 1e-4);
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
          Floats.assertFinite("gradient of " + entry.getKey(), gradient.toFloatArray());
          assertThat(gradient.abs().max().getFloat())
              .as("gradient of " + entry.getKey())
              .isPositive();
        }
      }
    }
  }

  @Test
  void hasTheGradientThatDifferencesShow() {
    if (hasExactGradients()) {
      try (TowerHarness harness = harness();
          NDManager batch = TowerHarness.newManager()) {
        NDArray input = input(harness, batch);
        double error = SlopeCheck.error(harness, input, SEED);
        assertThat(error)
            .as("relative error of the slopes along random directions, seed %d", SEED)
            .isLessThan(2e-2);
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
      Floats.assertSame("the output", harness.embedForTraining(input).toFloatArray(), first);
    }
  }

  /** A checkpoint holds parameters and nothing else; this goes the way of one. */
  @Test
  void theParametersAreAllThatTheOutputDependsOn() throws IOException {
    try (TowerHarness saved = harness();
        TowerHarness restored = TowerHarness.initialized(create(), SEED + 1);
        NDManager batch = TowerHarness.newManager()) {
      backward(saved, batch); // what training leaves behind must not matter either
      Saved.copy(saved.tower().block(), restored.tower().block());
      NDArray expected = saved.embed(input(saved, batch));
      NDArray actual = restored.embed(input(restored, batch));
      Floats.assertSame("the output", actual.toFloatArray(), expected.toFloatArray());
    }
  }

  @Test
  void staysBitEqualInAStepWhileItIsFrozen() throws IOException {
    if (Saved.isTrained(create().block())) {
      Set<String> changed =
          OneStep.changedByTower(
              this::create,
              batch -> {
                Tower tower = create();
                return TowerHarness.input(tower, batch, examples(tower));
              });
      assertThat(changed)
          .as("parameters that a step changed")
          .isNotEmpty()
          .allMatch(name -> name.startsWith("towers.trained."));
    }
  }

  /** For activation checkpointing, whole and in micro-batches. */
  @Test
  void itsStagesIfItHasAnyGiveTheGradientsOfTheWhole() throws IOException {
    if (!create().stages().isEmpty() && !isRandomInTraining()) {
      gradients().assertSameInStages();
    }
  }

  /** Near the gradients of float32, and not the same, whole and in stages. */
  @Test
  void computesInBfloat16IfItSaysSo() throws IOException {
    if (create().takesBfloat16() && !isRandomInTraining()) {
      gradients().assertNearInBfloat16();
    }
  }

  private StepGradients gradients() {
    return new StepGradients(this::create, examples(create()));
  }

  private boolean isRandomInTraining() {
    try (TowerHarness harness = harness();
        NDManager batch = TowerHarness.newManager()) {
      return harness.isRandomInTraining(input(harness, batch));
    }
  }

  @Test
  void startsFromItsWeightsIfItNamesAny() throws IOException {
    Tower tower = create();
    assertThat(tower.weightFiles()).as("weightFiles()").allMatch(Files::isReadable);
    try (TowerHarness harness = harness()) {
      Block block = harness.tower().block();
      List<float[]> before = Saved.values(block);
      harness.tower().load(new WeightLoading("the tower", block));
      List<float[]> after = Saved.values(block);
      assertThat(Saved.same(before, after))
          .as(
              tower.weightFiles().isEmpty()
                  ? "load() changes nothing where weightFiles() is empty"
                  : "load() changes nothing though weightFiles() names %s",
              tower.weightFiles())
          .isEqualTo(tower.weightFiles().isEmpty());
      for (String name : block.getParameters().keys()) {
        Floats.assertFinite(name, harness.parameter(name).toFloatArray());
      }
    }
  }

  @Test
  void isItselfWhereItIsResizedToItsOwnSize() {
    try (TowerHarness harness = harness();
        NDManager batch = TowerHarness.newManager()) {
      Tower own = harness.tower();
      int size = (int) own.input().shape().get(0);
      own.resized(size)
          .ifPresent(
              tower -> {
                assertThat(tower.block().getParameters().values())
                    .as("Parameter objects of the resized tower's block")
                    .usingElementComparator((one, other) -> one == other ? 0 : 1)
                    .isEqualTo(own.block().getParameters().values());
                assertThat(tower.modality()).isEqualTo(own.modality());
                assertThat(tower.input().shape()).isEqualTo(own.input().shape());
                NDArray input = input(harness, batch);
                float[] expected = harness.embed(input).toFloatArray();
                NDArray actual =
                    Autograd.notRecording(
                        () ->
                            tower
                                .block()
                                .forward(new ParameterStore(batch, false), new NDList(input), false)
                                .head());
                Floats.assertSame("the output", actual.toFloatArray(), expected);
              });
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
  void theTransformServesManyThreads() throws Exception {
    Tower tower = create();
    InputTransform transform = tower.input();
    List<Value> values = examples(tower);
    List<byte[]> alone = values.stream().map(value -> row(transform, value, 0)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<byte[]>> rows = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        Value value = values.get(i % values.size());
        rows.add(threads.submit(() -> row(transform, value, 0)));
      }
      for (int i = 0; i < rows.size(); i++) {
        assertThat(rows.get(i).get()).as("row %d", i).isEqualTo(alone.get(i % values.size()));
      }
    } finally {
      threads.shutdownNow();
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
}
