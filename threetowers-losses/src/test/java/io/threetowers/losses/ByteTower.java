package io.threetowers.losses;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Doc;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** One linear map of six bytes, as tools/goldens/losses.py has it: x / 255 · weightᵀ. */
final class ByteTower implements TowerFactory<ByteTower.Config> {
  private static final int INPUT = 6;

  record Config(@Doc("image or text") String reads, @Doc("width of the embedding") int width) {}

  @Override
  public String type() {
    return "bytes";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Tower create(Config config, BuildContext context) {
    String source =
        """
        def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
          return torch.linear(torch.div(torch.to(x, 6), 255.), p[0])
        """;
    ScriptBlock block =
        ScriptBlock.builder(
                context.script(source),
                "forward",
                inputs -> new Shape[] {new Shape(inputs[0].get(0), config.width())})
            .parameter("weight", new Shape(config.width(), INPUT), Initializers.normal(1))
            .build();
    return Tower.of(block, new Modality(config.reads()), new Bytes(), config.width());
  }

  private static final class Bytes implements InputTransform {
    @Override
    public Shape shape() {
      return new Shape(INPUT);
    }

    @Override
    public DataType type() {
      return DataType.UINT8;
    }

    @Override
    public void write(Value value, RandomGenerator random, ByteBuffer row) {
      throw new UnsupportedOperationException("the rows of this test are written beforehand");
    }
  }
}
