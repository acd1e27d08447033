package io.threetowers.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Head;
import io.threetowers.api.nn.Initializers;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

class HeadDefectsTest extends PlantedDefects {
  private static final int INPUT = 6;
  private static final int WIDTH = 4;

  HeadDefectsTest() {
    super(HeadContract.class, Applied.class, defects());
  }

  @ParameterizedClass
  @MethodSource("io.threetowers.testkit.HeadDefectsTest#defects")
  static final class Applied extends HeadContract {
    private final Defect<Supplier<Head>> defect;

    Applied(Defect<Supplier<Head>> defect) {
      this.defect = defect;
    }

    @Override
    protected Head create(int inputWidth, BuildContext context) {
      return defect.component().get();
    }
  }

  /** x W. */
  private static class Sound implements Head {
    private final PlainBlock block =
        declare(
            new PlainBlock(
                (p, inputs, training) -> new NDList(forward(p, inputs.head())),
                inputs -> new Shape[] {new Shape(inputs[0].get(0), declaredWidth())}));

    PlainBlock declare(PlainBlock empty) {
      return empty.trained("weight", new Shape(INPUT, WIDTH));
    }

    NDArray forward(Map<String, NDArray> p, NDArray x) {
      return x.matMul(p.get("weight"));
    }

    int declaredWidth() {
      return WIDTH;
    }

    @Override
    public final Block block() {
      return block;
    }

    @Override
    public final int width() {
      return WIDTH;
    }
  }

  static Stream<Defect<Supplier<Head>>> defects() {
    return Stream.of(
        Defect.none(Sound::new),
        Defect.of("describesItselfWithoutAllocatingAnything", Allocated::new),
        Defect.of("declaresItsParametersOnTheBlockItselfWithDottedNames", Misnamed::new),
        Defect.of("mapsABatchToTheWidthThatItDeclares", WiderThanItSays::new),
        Defect.of("mapsEachRowByItself", LooksAtTheBatch::new),
        Defect.of("startsAlikeFromOneSeed", Unseeded::new),
        Defect.of("theParametersAreAllThatTheOutputDependsOn", Remembering::new),
        Defect.of("staysBitEqualInAStepWhileItIsFrozen", RunningMean::new),
        Defect.of("hasTheGradientThatDifferencesShow", HalfGradient::new),
        Defect.of("reachesEveryTrainedParameterAndNoOther", Unused::new),
        Defect.of("standardizesByParametersOfItsOwnIfItDoes", ForgetsToStandardize::new),
        Defect.of("leavesItsInputAsItIs", Overwriting::new),
        Defect.of("leavesNothingAliveOutsideTheStep", Leaking::new));
  }

  private static final class Allocated extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return Spoilt.allocated(super.declare(empty), "weight");
    }
  }

  private static final class Misnamed extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return super.declare(empty).trained("the bias", new Shape(WIDTH));
    }

    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x) {
      return super.forward(p, x).add(p.get("the bias"));
    }
  }

  private static final class WiderThanItSays extends Sound {
    @Override
    int declaredWidth() {
      return WIDTH - 1;
    }
  }

  private static final class LooksAtTheBatch extends Sound {
    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x) {
      NDArray output = super.forward(p, x);
      return output.add(output.mean(new int[] {0}, true));
    }
  }

  private static final class Unseeded extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return empty.add("weight", new Shape(INPUT, WIDTH), Spoilt.unseeded(), true);
    }
  }

  /** Whether it was trained is known to this object and to no checkpoint. */
  private static final class Remembering extends Sound {
    private boolean trained;

    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x) {
      NDArray output = super.forward(p, x).add(trained ? 0.1f : 0);
      trained |= x.hasGradient();
      return output;
    }
  }

  private static final class RunningMean extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return super.declare(empty).add("running", new Shape(1), Initializers.zeros(), false);
    }

    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x) {
      p.get("running").addi(x.square().max());
      return super.forward(p, x);
    }
  }

  private static final class HalfGradient extends Sound {
    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x) {
      return Spoilt.halfGradient(super.forward(p, x));
    }
  }

  private static final class Unused extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return super.declare(empty).trained("unused", new Shape(WIDTH));
    }
  }

  private static final class ForgetsToStandardize extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return super.declare(empty)
          .add("mean", new Shape(INPUT), Initializers.zeros(), false)
          .add("deviation", new Shape(INPUT), Initializers.ones(), false);
    }

    @Override
    public Optional<Standardization> standardization() {
      return Optional.of(
          new Standardization(
              block().getParameters().get("mean"), block().getParameters().get("deviation")));
    }
  }

  /** It does not look at the column that it overwrites, so that nothing else is wrong. */
  private static final class Overwriting extends Sound {
    @Override
    PlainBlock declare(PlainBlock empty) {
      return empty.trained("weight", new Shape(INPUT - 1, WIDTH));
    }

    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x) {
      Spoilt.overwriteFirstColumn(x);
      return super.forward(p, x.get(":, 1:"));
    }
  }

  private static final class Leaking extends Sound {
    @Override
    NDArray forward(Map<String, NDArray> p, NDArray x) {
      Spoilt.leak(p.get("weight"));
      return super.forward(p, x);
    }
  }
}
