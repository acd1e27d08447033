package io.threetowers.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.initializer.Initializer;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

class LossDefectsTest extends PlantedDefects {

  LossDefectsTest() {
    super(LossContract.class, Applied.class, defects());
  }

  @ParameterizedClass
  @MethodSource("io.threetowers.testkit.LossDefectsTest#defects")
  static final class Applied extends LossContract {
    private final Defect<Supplier<Loss>> defect;

    Applied(Defect<Supplier<Loss>> defect) {
      this.defect = defect;
    }

    @Override
    protected Loss create(BuildContext context) {
      return defect.component().get();
    }
  }

  /** The mean of |a - b|², times a trained scale that is bounded. */
  private static class Sound implements Loss {
    private final PlainBlock block =
        declare(
            new PlainBlock(
                (p, sides, training) -> run(p, sides), sides -> new Shape[] {new Shape()}));

    PlainBlock declare(PlainBlock empty) {
      return empty.add("scale", new Shape(1), uniform(), true);
    }

    static Initializer uniform() {
      return (manager, shape, type) -> manager.randomUniform(1f, 2f, shape, type);
    }

    private NDList run(Map<String, NDArray> p, NDList sides) {
      NDArray value = value(p, sides.get(0), sides.get(1));
      return new NDList(value, value.stopGradient());
    }

    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      return distances(a, b).mul(p.get("scale")).mean();
    }

    static NDArray distances(NDArray a, NDArray b) {
      return a.sub(b).square().sum(new int[] {1});
    }

    @Override
    public final Block block() {
      return block;
    }

    @Override
    public List<String> metrics() {
      return List.of("distance");
    }

    @Override
    public Map<String, Bounds> bounds() {
      return Map.of("scale", new Bounds(1, 2));
    }
  }

  static Stream<Defect<Supplier<Loss>>> defects() {
    return Stream.of(
        Defect.none(Sound::new),
        Defect.none(Softmax::new),
        Defect.of("describesItselfWithoutAllocatingAnything", Allocated::new),
        Defect.of("declaresItsParametersOnTheBlockItselfWithDottedNames", Misnamed::new),
        Defect.of("startsAlikeFromOneSeed", Unseeded::new),
        Defect.of("theParametersAreAllThatTheValueDependsOn", HiddenState::new),
        Defect.of("givesTheLossAndItsMetricsAsScalars", PromisesMore::new),
        Defect.of("isFiniteForABatchOfOne", Unbiased::new),
        Defect.of("isFiniteForABatchOfOne", RootOfNothing::new),
        Defect.of("isFiniteForABatchOfOne", LogarithmOfNothing::new),
        Defect.of("doesNotDependOnTheOrderOfTheBatch", FirstIsDearest::new),
        Defect.of("prefersPairsThatAgreeIfItSaysSo", UpsideDown::new),
        Defect.of("costsOfAGuessWhatItSaysIfItSaysSo", () -> new WrongGuess(0.5)),
        Defect.of("costsOfAGuessWhatItSaysIfItSaysSo", () -> new WrongGuess(1.5)),
        Defect.of("hasTheGradientThatDifferencesShow", HalfGradient::new),
        Defect.of("reachesEveryTrainedParameterAndNoOther", Unused::new),
        Defect.of("repeatsItselfBitForBit", Rearranged::new),
        Defect.of("boundsItsOwnParametersAndStartsInside", StartsOutside::new),
        Defect.of("leavesItsSidesAsTheyAre", Overwriting::new),
        Defect.of("leavesNothingAliveOutsideTheStep", Leaking::new));
  }

  private static final class Allocated extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return Spoilt.allocated(super.declare(empty), "scale");
    }

    @Override
    public Map<String, Bounds> bounds() {
      return Map.of();
    }
  }

  private static final class Misnamed extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return super.declare(empty).trained("the bias", new Shape(1));
    }

    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      return super.value(p, a, b).add(p.get("the bias")).sum();
    }
  }

  private static final class Unseeded extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return empty.add("scale", new Shape(1), Spoilt.unseeded(), true);
    }

    @Override
    public Map<String, Bounds> bounds() {
      return Map.of();
    }
  }

  private static final class HiddenState extends Sound {
    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private final int own = INSTANCES.incrementAndGet();

    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      return super.value(p, a, b).add(0.01f * own);
    }
  }

  private static final class PromisesMore extends Sound {
    @Override
    public List<String> metrics() {
      return List.of("distance", "accuracy");
    }
  }

  /** Divides by B - 1. */
  private static final class Unbiased extends Sound {
    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      return super.value(p, a, b).div(a.getShape().get(0) - 1);
    }
  }

  /** The loss of a single pair is finite; the root's gradient at 0 is not. */
  private static final class RootOfNothing extends Sound {
    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      NDArray scores = a.matMul(b.transpose()).exp();
      NDArray wrong = scores.mul(scores.getManager().eye((int) a.getShape().get(0)).mul(-1).add(1));
      return super.value(p, a, b).add(wrong.sum().sqrt().mul(0.1f));
    }
  }

  /** The mask of the wrong partners is all that is left of a single pair. */
  private static final class LogarithmOfNothing extends Sound {
    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      NDArray scores = a.matMul(b.transpose());
      NDArray own = scores.getManager().eye((int) a.getShape().get(0)).mul(-1e30f);
      return super.value(p, a, b).add(scores.add(own).max(new int[] {1}).mean().mul(0.01f));
    }
  }

  private static final class FirstIsDearest extends Sound {
    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      return super.value(p, a, b).add(distances(a, b).get(0));
    }
  }

  private static final class UpsideDown extends Sound {
    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      return super.value(p, a, b).neg();
    }
  }

  /** Each row's own partner among all of the batch. */
  private static class Softmax extends Sound {
    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      NDArray logits = a.matMul(b.transpose()).mul(p.get("scale")).logSoftmax(1);
      int batch = (int) a.getShape().get(0);
      return logits.mul(logits.getManager().eye(batch)).sum().div(-batch);
    }

    @Override
    public OptionalDouble chance(long batch) {
      return OptionalDouble.of(Math.log((double) batch));
    }
  }

  private static final class WrongGuess extends Softmax {
    private final double share;

    WrongGuess(double share) {
      this.share = share;
    }

    @Override
    public OptionalDouble chance(long batch) {
      return OptionalDouble.of(share * super.chance(batch).orElseThrow());
    }
  }

  private static final class HalfGradient extends Sound {
    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      return Spoilt.halfGradient(super.value(p, a, b));
    }
  }

  private static final class Unused extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return super.declare(empty).trained("unused", new Shape(1));
    }
  }

  /** As an engine does that rearranges what it has seen a few times: the last bits differ. */
  private static final class Rearranged extends Sound {
    private int calls;

    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      calls++;
      return super.value(p, a, b).mul(calls > 3 ? 1.000001f : 1f);
    }
  }

  private static final class StartsOutside extends Sound {
    @Override
    public Map<String, Bounds> bounds() {
      return Map.of("scale", new Bounds(5, 6));
    }
  }

  /** It does not look at the column that it overwrites, so that nothing else is wrong. */
  private static final class Overwriting extends Sound {
    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      Spoilt.overwriteFirstColumn(a);
      return super.value(p, a.get(":, 1:"), b.get(":, 1:"));
    }
  }

  private static final class Leaking extends Sound {
    @Override
    NDArray value(Map<String, NDArray> p, NDArray a, NDArray b) {
      Spoilt.leak(p.get("scale"));
      return super.value(p, a, b);
    }
  }
}
