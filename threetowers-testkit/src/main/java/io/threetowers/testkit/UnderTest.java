package io.threetowers.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Head;
import io.threetowers.api.HeadFactory;
import io.threetowers.api.Loss;
import io.threetowers.api.LossFactory;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Doc;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Components without settings, for a graph around what is tested. */
final class UnderTest {

  private UnderTest() {}

  @Doc("no settings")
  record NoSettings() {}

  /** What a tower's contract is given. */
  record AnyTower(Function<BuildContext, Tower> create) implements TowerFactory<NoSettings> {
    @Override
    public String type() {
      return "under-test";
    }

    @Override
    public Class<NoSettings> config() {
      return NoSettings.class;
    }

    @Override
    public Tower create(NoSettings config, BuildContext context) {
      return create.apply(context);
    }
  }

  /** What a head's contract is given. */
  record AnyHead(BiFunction<Integer, BuildContext, Head> create)
      implements HeadFactory<NoSettings> {
    @Override
    public String type() {
      return "under-test";
    }

    @Override
    public Class<NoSettings> config() {
      return NoSettings.class;
    }

    @Override
    public Head create(NoSettings config, int inputWidth, BuildContext context) {
      return create.apply(inputWidth, context);
    }
  }

  /**
   * A tower that gives what it gets: embeddings that were computed before.
   *
   * @param width D
   */
  record Given(int width) implements TowerFactory<NoSettings> {
    @Override
    public String type() {
      return "given";
    }

    @Override
    public Class<NoSettings> config() {
      return NoSettings.class;
    }

    @Override
    public Tower create(NoSettings config, BuildContext context) {
      return Tower.of(Blocks.identityBlock(), new Modality("given"), new Row(width), width);
    }
  }

  private record Row(int width) implements InputTransform {
    @Override
    public Shape shape() {
      return new Shape(width);
    }

    @Override
    public DataType type() {
      return DataType.FLOAT32;
    }

    @Override
    public void write(Value value, RandomGenerator random, ByteBuffer row) {
      throw new IllegalArgumentException("no value becomes a row: the embeddings are given");
    }
  }

  /** A weighted sum of the entries of both sides: its gradient is never 0. */
  record Lean() implements LossFactory<NoSettings> {
    @Override
    public String type() {
      return "lean";
    }

    @Override
    public Class<NoSettings> config() {
      return NoSettings.class;
    }

    @Override
    public Loss create(NoSettings config, BuildContext context) {
      return new Raw(new LambdaBlock(Lean::sum, "lean"));
    }

    private static NDList sum(NDList sides) {
      NDArray both = sides.get(0).add(sides.get(1));
      NDArray weights = both.getManager().arange(1f, both.size() + 1f).sin();
      return new NDList(both.mul(weights.reshape(both.getShape())).sum());
    }
  }

  private record Raw(Block block) implements Loss {
    @Override
    public Side left() {
      return Side.RAW;
    }

    @Override
    public Side right() {
      return Side.RAW;
    }
  }
}
