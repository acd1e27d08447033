package io.threetowers.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.WeightSink;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import io.threetowers.api.nn.Initializers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

class TowerDefectsTest extends PlantedDefects {

  TowerDefectsTest() {
    super(TowerContract.class, Applied.class, defects());
  }

  @ParameterizedClass
  @MethodSource("io.threetowers.testkit.TowerDefectsTest#defects")
  static final class Applied extends TowerContract {
    private final Defect<Supplier<Tower>> defect;

    Applied(Defect<Supplier<Tower>> defect) {
      this.defect = defect;
    }

    @Override
    protected Tower create(BuildContext context) {
      return defect.component().get();
    }
  }

  /** x to tanh(x W₁) W₂, where x are the first six bytes of an image. */
  private static class Sound implements Tower {
    private final Block block = declare(new PlainBlock(this::run, this::outputShapes));

    PlainBlock declare(PlainBlock empty) {
      return empty
          .trained("first.weight", new Shape(6, 8))
          .trained("second.weight", new Shape(8, 4));
    }

    private NDList run(Map<String, NDArray> p, NDList inputs, boolean training) {
      return new NDList(forward(p, inputs.head().toType(DataType.FLOAT32, false), training));
    }

    NDArray forward(Map<String, NDArray> p, NDArray x, boolean training) {
      NDArray hidden = x.div(255).matMul(p.get("first.weight")).tanh();
      return hidden.matMul(p.get("second.weight"));
    }

    private Shape[] outputShapes(Shape... inputs) {
      return new Shape[] {new Shape(inputs[0].get(0), declaredWidth())};
    }

    int declaredWidth() {
      return width();
    }

    @Override
    public final Block block() {
      return block;
    }

    @Override
    public final Modality modality() {
      return Modality.IMAGE;
    }

    @Override
    public InputTransform input() {
      return new SixBytes();
    }

    @Override
    public int width() {
      return 4;
    }

    @Override
    public OptionalDouble flops(long batch) {
      return OptionalDouble.of(160.0 * batch);
    }
  }

  static class SixBytes implements InputTransform {
    @Override
    public Shape shape() {
      return new Shape(6);
    }

    @Override
    public DataType type() {
      return DataType.UINT8;
    }

    @Override
    public void write(Value value, RandomGenerator random, ByteBuffer row) {
      if (!(value instanceof Pixels pixels)) {
        throw new IllegalArgumentException("an image is read, not " + value);
      }
      row.put(pixels.rgb(), 0, 6);
    }
  }

  static Stream<Defect<Supplier<Tower>>> defects() {
    return Stream.of(
        Defect.none(Sound::new),
        Defect.none(Pretrained::new),
        Defect.none(() -> new ScriptedTower("type_as(x, p[0])", "h")),
        Defect.of("describesItselfWithoutAllocatingAnything", Allocated::new),
        Defect.of("declaresItsParametersOnTheBlockItselfWithDottedNames", Misnamed::new),
        Defect.of("givesOneFiniteRowOfTheDeclaredWidthForEachExample", BlockSaysOtherwise::new),
        Defect.<Supplier<Tower>>of(
                "givesOneFiniteRowOfTheDeclaredWidthForEachExample", WiderThanItSays::new)
            .andOf(
                "staysBitEqualInAStepWhileItIsFrozen", "the host stops a step at such an output"),
        Defect.of("givesDifferentRowsForDifferentExamples", Blind::new),
        Defect.of("equalSeedsGiveEqualParameters", Unseeded::new),
        Defect.of("aRowDependsOnItsExampleAlone", LooksAtTheBatch::new),
        Defect.of("theGradientReachesEveryTrainedParameter", Unused::new),
        Defect.of("hasTheGradientThatDifferencesShow", HalfGradient::new),
        Defect.of("trainingRepeatsForASeedOfTheEngine", OwnDropout::new),
        Defect.of("theParametersAreAllThatTheOutputDependsOn", HiddenState::new),
        Defect.of("staysBitEqualInAStepWhileItIsFrozen", RunningMean::new),
        Defect.of("startsFromItsWeightsIfItNamesAny", ForgetsItsWeights::new),
        Defect.of("leavesNothingInTheManagerOfItsParameters", Leaking::new),
        Defect.of(
            "theTransformWritesEveryByteOfItsRowAndRepeatsForASeed",
            () -> with(new OneByteShort())),
        Defect.of("theTransformServesManyThreads", () -> with(new OneThread())),
        Defect.of("theTransformRefusesAValueOfAnotherKind", () -> with(new Anything())),
        Defect.of("isItselfWhereItIsResizedToItsOwnSize", AnotherWhenResized::new),
        Defect.of(
            "itsStagesIfItHasAnyGiveTheGradientsOfTheWhole",
            () -> new ScriptedTower("type_as(x, p[0])", "torch.mul(h, 1.01)")),
        Defect.of("computesInBfloat16IfItSaysSo", () -> new ScriptedTower("to(x, 6)", "h")),
        Defect.of("flopsGrowWithTheBatch", ConstantFlops::new));
  }

  private static final class AnotherWhenResized extends Sound {
    @Override
    public Optional<Tower> resized(int size) {
      return Optional.of(new Sound());
    }
  }

  private static final class Allocated extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return Spoilt.allocated(super.declare(empty), "second.weight");
    }
  }

  private static final class Misnamed extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return super.declare(empty).trained("the bias", new Shape(4));
    }

    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x, boolean training) {
      return super.forward(p, x, training).add(p.get("the bias"));
    }
  }

  private static final class BlockSaysOtherwise extends Sound {
    @Override
    int declaredWidth() {
      return 3;
    }
  }

  private static final class WiderThanItSays extends Sound {
    @Override
    public int width() {
      return 3;
    }
  }

  private static final class Blind extends Sound {
    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x, boolean training) {
      return super.forward(p, x.onesLike(), training);
    }
  }

  private static final class Unseeded extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return empty
          .trained("first.weight", new Shape(6, 8))
          .add("second.weight", new Shape(8, 4), Spoilt.unseeded(), true);
    }
  }

  /** As batch normalisation does. */
  private static final class LooksAtTheBatch extends Sound {
    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x, boolean training) {
      NDArray output = super.forward(p, x, training);
      return output.add(output.mean(new int[] {0}, true));
    }
  }

  private static final class Unused extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return super.declare(empty).trained("unused.weight", new Shape(4));
    }
  }

  private static final class HalfGradient extends Sound {
    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x, boolean training) {
      return Spoilt.halfGradient(super.forward(p, x, training));
    }
  }

  private static final class OwnDropout extends Sound {
    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x, boolean training) {
      NDArray output = super.forward(p, x, training);
      return training ? output.mul(ThreadLocalRandom.current().nextFloat()) : output;
    }
  }

  private static final class HiddenState extends Sound {
    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private final int own = INSTANCES.incrementAndGet();

    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x, boolean training) {
      return super.forward(p, x, training).add(0.01f * own);
    }
  }

  /** Counted on in evaluation too, so a frozen tower changes. */
  private static final class RunningMean extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return super.declare(empty).add("running", new Shape(1), Initializers.zeros(), false);
    }

    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x, boolean training) {
      p.get("running").addi(x.max());
      return super.forward(p, x, training);
    }
  }

  private static final class Pretrained extends Sound {
    @Override
    public List<Path> weightFiles() {
      return List.of(Path.of("pom.xml"));
    }

    @Override
    public void load(WeightSink weights) {
      try (NDManager manager = TowerHarness.newManager()) {
        weights.put("second.weight", manager.arange(32f).sin().reshape(8, 4));
      }
    }
  }

  private static final class ForgetsItsWeights extends Sound {
    @Override
    public List<Path> weightFiles() {
      return List.of(Path.of("pom.xml"));
    }
  }

  private static final class Leaking extends Sound {
    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x, boolean training) {
      Spoilt.leak(p.get("first.weight"));
      return super.forward(p, x, training);
    }
  }

  private static final class ConstantFlops extends Sound {
    @Override
    public OptionalDouble flops(long batch) {
      return OptionalDouble.of(160);
    }
  }

  private static Tower with(InputTransform transform) {
    return new Sound() {
      @Override
      public InputTransform input() {
        return transform;
      }
    };
  }

  private static final class OneByteShort extends SixBytes {
    @Override
    public void write(Value value, RandomGenerator random, ByteBuffer row) {
      byte before = row.get(5);
      super.write(value, random, row);
      row.put(5, before);
    }
  }

  /** Two threads that write at a time get one row between them. */
  private static final class OneThread extends SixBytes {
    private ByteBuffer scratch = ByteBuffer.allocate(6);

    @Override
    public void write(Value value, RandomGenerator random, ByteBuffer row) {
      scratch = ByteBuffer.allocate(6);
      super.write(value, random, scratch.duplicate());
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
      row.put(scratch.array());
    }
  }

  private static final class Anything extends SixBytes {
    @Override
    public void write(Value value, RandomGenerator random, ByteBuffer row) {
      if (value instanceof Pixels) {
        super.write(value, random, row);
      } else {
        row.put(new byte[6]);
      }
    }
  }
}
