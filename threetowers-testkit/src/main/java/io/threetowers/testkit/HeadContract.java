package io.threetowers.testkit;

import static io.threetowers.testkit.BlockUnderTest.gaussian;
import static io.threetowers.testkit.BlockUnderTest.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Head;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.script.Autograd;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every head must do: extend it, and describe yours for embeddings of {@link #inputWidth()}.
 *
 * <p>For several settings, write one {@code @Nested} class for each. Choose small widths: every
 * check runs the head many times. Settings have a contract of their own, {@link ConfigContract}.
 */
public abstract class HeadContract {
  private static final long SEED = 2111;
  private static final int BATCH = 5;

  private final Random random = new Random(SEED);
  private Head head;
  private BlockUnderTest block;
  private NDManager scope;

  /**
   * The head under test; called before each test.
   *
   * @param inputWidth the width that {@link #inputWidth()} gives
   * @param context builds scripts
   * @return a new one with the same settings
   */
  protected abstract Head create(int inputWidth, BuildContext context);

  /** {@return the width of the embeddings that the head is given} */
  protected int inputWidth() {
    return 6;
  }

  @BeforeEach
  void describe() {
    TestEngine.start();
    head = create(inputWidth(), new HostContext("head"));
    block = block();
    scope = block.manager().newSubManager();
  }

  private BlockUnderTest block() {
    return new BlockUnderTest(head.block(), SEED, new Shape(1, inputWidth()));
  }

  @AfterEach
  void close() {
    if (block != null) { // or describing it failed, which is then all there is to tell
      block.close();
    }
  }

  @Test
  void describesItselfWithoutAllocatingAnything() {
    assertThat(create(inputWidth(), new HostContext("head")).block().getParameters().values())
        .noneMatch(Parameter::isInitialized);
  }

  @Test
  void declaresItsParametersOnTheBlockItselfWithDottedNames() {
    Saved.assertDottedNames(head.block());
  }

  @Test
  void mapsABatchToTheWidthThatItDeclares() {
    NDArray output = block.run(input()).singletonOrThrow();

    assertThat(output.getShape()).isEqualTo(new Shape(BATCH, head.width()));
    assertThat(head.block().getOutputShapes(new Shape[] {new Shape(BATCH, inputWidth())}))
        .containsExactly(output.getShape());
    for (float value : output.toFloatArray()) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void mapsEachRowByItself() {
    NDArray input = input();
    NDArray together = block.run(input).head();

    for (int row = 0; row < BATCH; row++) {
      NDArray alone = block.run(input.get(row + ":" + (row + 1))).head();
      assertThat(alone.get(0).toFloatArray())
          .as("seed %d, row %d", SEED, row)
          .containsExactly(together.get(row).toFloatArray(), within(1e-5f));
    }
  }

  @Test
  void startsAlikeFromOneSeed() {
    NDArray input = input();
    float[] first = block.run(input).head().toFloatArray();
    head = create(inputWidth(), new HostContext("head"));

    try (BlockUnderTest second = block()) {
      assertThat(second.run(input).head().toFloatArray()).isEqualTo(first);
    }
  }

  /** A checkpoint holds parameters and nothing else; this goes the way of one. */
  @Test
  void theParametersAreAllThatTheOutputDependsOn() throws IOException {
    NDArray input = input();
    block.backward(output -> output.head().square().sum(), Autograd.detach(input, true));
    Head other = create(inputWidth(), new HostContext("head"));
    try (BlockUnderTest restored =
        new BlockUnderTest(other.block(), SEED + 1, new Shape(1, inputWidth()))) {
      Saved.copy(head.block(), other.block());
      assertThat(restored.run(input).head().toFloatArray())
          .isEqualTo(block.run(input).head().toFloatArray());
    }
  }

  @Test
  void staysBitEqualInAStepWhileItIsFrozen() throws IOException {
    if (Saved.isTrained(head.block())) {
      Set<String> changed =
          OneStep.changedByHead(
              this::create,
              inputWidth(),
              batch -> gaussian(batch, random, new Shape(BATCH, inputWidth())));
      assertThat(changed)
          .as("parameters that a step changed")
          .isNotEmpty()
          .allMatch(name -> name.startsWith("heads.trained."));
    }
  }

  @Test
  void hasTheGradientThatDifferencesShow() {
    NDArray input = Autograd.detach(input(), true);
    NDArray weights = gaussian(scope, random, new Shape(BATCH, head.width()));
    Function<NDList, NDArray> scalar = output -> output.head().mul(weights).mean();
    block.backward(scalar, input);

    for (NDArray variable : new NDList(block.trained().values()).addAll(new NDList(input))) {
      for (int direction = 0; direction < 5; direction++) {
        assertThat(block.gradientError(variable, scalar, random, input))
            .as("seed %d, direction %d, shape %s", SEED, direction, variable.getShape())
            .isLessThan(1e-3);
      }
    }
  }

  @Test
  void reachesEveryTrainedParameterAndNoOther() {
    NDArray weights = gaussian(scope, random, new Shape(BATCH, head.width()));
    block.backward(output -> output.head().mul(weights).sum(), Autograd.detach(input(), true));

    block
        .parameters()
        .forEach(
            (name, parameter) -> {
              float[] gradient = BlockUnderTest.gradient(parameter.getArray());
              if (parameter.requiresGradient()) {
                assertThat(gradient).as(name).isNotNull().isNotEqualTo(new float[gradient.length]);
              } else {
                assertThat(gradient).as(name).isNull();
              }
            });
  }

  @Test
  void standardizesByParametersOfItsOwnIfItDoes() {
    head.standardization()
        .ifPresent(
            standardization -> {
              NDArray input = input();
              check(standardization.mean());
              check(standardization.deviation());
              float[] before = block.run(input).head().toFloatArray();
              standardization.mean().getArray().subi(2);
              float[] shifted = block.run(input.sub(2)).head().toFloatArray();
              assertThat(shifted).containsExactly(before, within(1e-4f));
              standardization.deviation().getArray().muli(3);
              float[] scaled = block.run(input.mul(3).sub(2)).head().toFloatArray();
              assertThat(scaled).containsExactly(before, within(1e-4f));
            });
  }

  private void check(Parameter statistics) {
    assertThat(block.parameters()).containsValue(statistics);
    assertThat(statistics.getShape()).isEqualTo(new Shape(inputWidth()));
    assertThat(statistics.requiresGradient()).isFalse();
  }

  @Test
  void leavesItsInputAsItIs() {
    NDArray input = Autograd.detach(input(), true);
    var before = values(input);

    block.backward(output -> output.head().square().sum(), input);

    Floats.assertSame("the input", values(input), before);
  }

  @Test
  void leavesNothingAliveOutsideTheStep() {
    NDArray input = input();
    int before = block.manager().getManagedArrays().size();

    for (int i = 0; i < 20; i++) {
      try (NDManager step = scope.newSubManager()) {
        NDArray own = input.duplicate();
        own.attach(step);
        block.run(own);
      }
    }

    assertThat(block.manager().getManagedArrays().size()).isEqualTo(before);
  }

  private NDArray input() {
    return gaussian(scope, random, new Shape(BATCH, inputWidth()));
  }
}
