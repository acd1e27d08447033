package io.threetowers.testkit;

import static io.threetowers.testkit.BlockUnderTest.gaussian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.script.Autograd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every loss must do: extend it, and describe yours.
 *
 * <pre>{@code
 * class PairwiseLogisticTest extends LossContract {
 *   // …
 *   @Override
 *   protected Loss create(BuildContext context) {
 *     return new PairwiseLogistic().create(new PairwiseLogistic.Config(10, true), context);
 *   }
 *   // …
 * }
 * }</pre>
 *
 * <p>For several settings, write one {@code @Nested} class for each. Override {@link
 * #prefersAlignedPairs()} if yours does not pull pairs together. The batch has 6 rows of width 8.
 * Settings have a contract of their own, {@link ConfigContract}.
 */
public abstract class LossContract {
  private static final long SEED = 2305;
  private static final int BATCH = 6;
  static final int WIDTH = 8;

  private final Random random = new Random(SEED);
  private Loss loss;
  private BlockUnderTest block;
  private NDManager scope;

  /**
   * The loss under test; called before each test.
   *
   * @param context builds scripts
   * @return a new one with the same settings
   */
  protected abstract Loss create(BuildContext context);

  /**
   * Whether pairs that agree must cost less than the same pairs shuffled; labels agree with the
   * largest entry.
   *
   * @return false for a loss that is not meant to draw pairs together
   */
  protected boolean prefersAlignedPairs() {
    return true;
  }

  /**
   * What the loss gives for two sides of embeddings, to compare with numbers worked out by hand or
   * by a plain reference.
   *
   * @param left (B, D), a row each; the loss gets them as they are: normalise them if it expects so
   * @param right (B, D)
   * @return the loss, then its metrics
   */
  protected final float[] values(float[][] left, float[][] right) {
    NDList outputs = block.run(scope.create(left), scope.create(right));
    float[] values = new float[outputs.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = outputs.get(i).getFloat();
    }
    return values;
  }

  @BeforeEach
  void describe() {
    TestEngine.start();
    loss = create(new HostContext("loss"));
    block = block(loss, SEED);
    scope = block.manager().newSubManager();
  }

  private static BlockUnderTest block(Loss loss, long seed) {
    return new BlockUnderTest(loss.block(), seed, shape(loss.left()), shape(loss.right()));
  }

  @AfterEach
  void close() {
    if (block != null) { // or describing it failed, which is then all there is to tell
      block.close();
    }
  }

  @Test
  void describesItselfWithoutAllocatingAnything() {
    assertThat(create(new HostContext("loss")).block().getParameters().values())
        .noneMatch(Parameter::isInitialized);
  }

  @Test
  void declaresItsParametersOnTheBlockItselfWithDottedNames() {
    Saved.assertDottedNames(loss.block());
  }

  @Test
  void startsAlikeFromOneSeed() {
    Loss other = create(new HostContext("loss"));
    try (BlockUnderTest again = block(other, SEED)) {
      assertThat(again.parameters()).hasSameSizeAs(block.parameters());
      Floats.assertSame("the parameters", Saved.values(other.block()), Saved.values(loss.block()));
    }
  }

  /** A checkpoint holds parameters and nothing else; this goes the way of one. */
  @Test
  void theParametersAreAllThatTheValueDependsOn() throws IOException {
    NDArray left = side(loss.left(), BATCH);
    NDArray right = side(loss.right(), BATCH);
    block.backward(
        NDList::head, recorded(side(loss.left(), BATCH)), recorded(side(loss.right(), BATCH)));
    Loss other = create(new HostContext("loss"));
    try (BlockUnderTest restored = block(other, SEED + 1)) {
      Saved.copy(loss.block(), other.block());
      assertThat(restored.run(left, right).head().getFloat())
          .isEqualTo(block.run(left, right).head().getFloat());
    }
  }

  @Test
  void givesTheLossAndItsMetricsAsScalars() {
    NDList outputs = block.run(side(loss.left(), BATCH), side(loss.right(), BATCH));

    List<String> names = new ArrayList<>(List.of("the loss"));
    loss.metrics().forEach(metric -> names.add("metric '" + metric + "'"));
    assertThat(outputs.size())
        .as(
            "how many arrays forward returns, where the loss and its metrics %s are",
            loss.metrics())
        .isEqualTo(names.size());
    for (int i = 0; i < names.size(); i++) {
      NDArray output = outputs.get(i);
      assertThat(output.getShape())
          .as("shape of %s; torch.mean(x) makes it a scalar", names.get(i))
          .isEqualTo(new Shape());
      assertThat(output.getDataType())
          .as("type of %s; torch.to(x, 6) makes it float32", names.get(i))
          .isEqualTo(DataType.FLOAT32);
      assertThat(output.getFloat()).as(names.get(i)).isFinite();
    }
  }

  /**
   * The gradient, too: where the one pair has no wrong partner, logsumexp over nothing but -∞ gives
   * NaN, even if a hinge keeps it out of the value.
   */
  @Test
  void isFiniteForABatchOfOne() {
    NDArray left = recorded(side(loss.left(), 1));
    NDArray right = recorded(side(loss.right(), 1));

    float value = block.backward(NDList::head, left, right).getFloat();
    assertThat(value).as("the loss").isFinite();
    assertThat(Math.abs(value))
        .as("size of the loss; a mask is all that is left of it: ask for the batch, a.size(0) > 1")
        .isLessThan(1e6f);
    assertFiniteGradient("the left side", left);
    assertFiniteGradient("the right side", right);
    block.trained().forEach((name, array) -> assertFiniteGradient("'" + name + "'", array));
  }

  private static void assertFiniteGradient(String of, NDArray array) {
    float[] gradient = BlockUnderTest.gradient(array);
    for (int i = 0; gradient != null && i < gradient.length; i++) {
      assertThat(gradient[i])
          .as("gradient of the loss with respect to %s; -1e30 in the place of -inf may do", of)
          .isFinite();
    }
  }

  @Test
  void doesNotDependOnTheOrderOfTheBatch() {
    NDArray left = side(loss.left(), BATCH);
    NDArray right = side(loss.right(), BATCH);
    float expected = block.run(left, right).head().getFloat();

    float reordered = block.run(rotated(left), rotated(right)).head().getFloat();

    assertThat(reordered).isCloseTo(expected, within(1e-5f * Math.max(1, Math.abs(expected))));
  }

  @Test
  void prefersPairsThatAgreeIfItSaysSo() {
    NDArray left = side(loss.left(), BATCH);
    NDArray right = loss.right() == Loss.Side.LABEL ? left.argMax(1) : left;
    if (prefersAlignedPairs() && loss.left() != Loss.Side.LABEL) {
      assertThat(block.run(left, right).head().getFloat())
          .isLessThan(block.run(left, rotated(right)).head().getFloat());
    }
  }

  /**
   * {@link Loss#chance} is what the loss is at the best if every row is like every other: over the
   * similarities that the two sides may have, and the values of each trained scalar.
   */
  @Test
  void costsOfAGuessWhatItSaysIfItSaysSo() {
    for (int batch : new int[] {BATCH, 2 * BATCH + 1}) {
      OptionalDouble chance = loss.chance(batch);
      if (chance.isEmpty()) {
        continue;
      }
      assertThat(List.of(loss.left(), loss.right()))
          .as("the sides of a loss that says what a guess gives")
          .doesNotContain(Loss.Side.LABEL);
      double guess = new Guess(block, loss).best(batch);
      assertThat(chance.getAsDouble())
          .as("chance(%d), beside the least that rows cost which are all alike", batch)
          .isCloseTo(guess, within(0.01 * Math.max(Math.abs(guess), 0.1)));
    }
  }

  @Test
  void hasTheGradientThatDifferencesShow() {
    NDArray left = recorded(side(loss.left(), BATCH));
    NDArray right = recorded(side(loss.right(), BATCH));
    block.backward(NDList::head, left, right);

    NDList variables = new NDList(block.trained().values());
    if (loss.left() != Loss.Side.LABEL) {
      variables.add(left);
    }
    if (loss.right() != Loss.Side.LABEL) {
      variables.add(right);
    }
    for (NDArray variable : variables) {
      for (int direction = 0; direction < 5; direction++) {
        assertThat(block.gradientError(variable, NDList::head, random, left, right))
            .as("seed %d, direction %d, shape %s", SEED, direction, variable.getShape())
            .isLessThan(1e-2);
      }
    }
  }

  @Test
  void reachesEveryTrainedParameterAndNoOther() {
    block.backward(
        NDList::head, recorded(side(loss.left(), BATCH)), recorded(side(loss.right(), BATCH)));

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

  /**
   * Also when the engine has seen it before and could have rearranged it: resuming relies on it.
   */
  @Test
  void repeatsItselfBitForBit() {
    NDArray left = side(loss.left(), BATCH);
    NDArray right = side(loss.right(), BATCH);
    List<List<float[]>> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      NDArray a = recorded(left);
      NDArray b = recorded(right);
      NDArray value = block.backward(NDList::head, a, b);
      runs.add(
          BlockUnderTest.values(value, Autograd.gradient(loss.left() == Loss.Side.LABEL ? b : a)));
    }

    runs.forEach(run -> Floats.assertSame("value and gradient", run, runs.get(0)));
  }

  @Test
  void boundsItsOwnParametersAndStartsInside() {
    loss.bounds()
        .forEach(
            (name, bounds) -> {
              assertThat(block.parameters()).containsKey(name);
              assertThat(bounds.min()).isLessThanOrEqualTo(bounds.max());
              for (float value : block.parameters().get(name).getArray().toFloatArray()) {
                assertThat((double) value).isBetween(bounds.min() - 1e-6, bounds.max() + 1e-6);
              }
            });
  }

  @Test
  void leavesItsSidesAsTheyAre() {
    NDArray left = recorded(side(loss.left(), BATCH));
    NDArray right = recorded(side(loss.right(), BATCH));
    var before = BlockUnderTest.values(left, right);

    block.backward(NDList::head, left, right);

    Floats.assertSame("the sides", BlockUnderTest.values(left, right), before);
  }

  @Test
  void leavesNothingAliveOutsideTheStep() {
    NDArray left = side(loss.left(), BATCH);
    NDArray right = side(loss.right(), BATCH);
    int before = block.manager().getManagedArrays().size();

    for (int i = 0; i < 20; i++) {
      try (NDManager step = scope.newSubManager()) {
        NDArray a = left.duplicate();
        NDArray b = right.duplicate();
        a.attach(step);
        b.attach(step);
        block.backward(NDList::head, recorded(a), recorded(b));
      }
      block.trained().values().forEach(LossContract::closeGradient);
    }

    assertThat(block.manager().getManagedArrays().size()).isEqualTo(before);
  }

  private static void closeGradient(NDArray parameter) {
    NDArray gradient = Autograd.gradient(parameter);
    if (gradient != null) {
      gradient.close();
    }
  }

  private static Shape shape(Loss.Side side) {
    return side == Loss.Side.LABEL ? new Shape(BATCH) : new Shape(BATCH, WIDTH);
  }

  private NDArray side(Loss.Side side, int batch) {
    if (side == Loss.Side.LABEL) {
      return scope.create(random.longs(batch, 0, WIDTH).toArray());
    }
    NDArray raw = gaussian(scope, random, new Shape(batch, WIDTH));
    return side == Loss.Side.RAW ? raw : raw.div(raw.norm(new int[] {1}, true));
  }

  private static NDArray recorded(NDArray side) {
    return side.getDataType().isFloating() ? Autograd.detach(side, true) : side;
  }

  private static NDArray rotated(NDArray side) {
    return side.get("1:").concat(side.get(":1"));
  }
}
