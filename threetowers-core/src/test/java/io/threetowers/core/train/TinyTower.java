package io.threetowers.core.train;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * A real tower, small enough to know by heart: x to tanh(x W1) with dropout, to W2. Reads images or
 * texts of 4 numbers.
 */
final class TinyTower implements TowerFactory<TinyTower.Config> {
  static final int INPUT = 4;

  record Config(
      @Doc("image or text") String reads,
      @Doc("width of the embedding") @Default("6") int width,
      @Doc("share dropped") @Default("0") double dropout,
      @Doc("whether it has parameters that do nothing") @Default("false") boolean spare,
      @Doc("whether a row that begins with 255 is NaN") @Default("false") boolean poisoned) {}

  @Override
  public String type() {
    return "tiny";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Tower create(Config config, BuildContext context) {
    String source =
        """
        def run(self, x: Tensor, p: List[Tensor], training: bool) -> Tensor:
          h = torch.tanh(torch.linear(torch.div(torch.to(x, 6), 255.), p[0]))
          y = torch.linear(torch.dropout(h, %s, training), p[1])
          if %s:
            y = torch.add(y, torch.mul(p[2], 0.))
          if %s:
            first = torch.slice(torch.to(x, 6), 1, 0, 1)
            y = torch.add(y, torch.mul(torch.reciprocal(torch.sub(first, 255.)), 0.))
          return y
        def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
          return (self).run(x, p, False)
        def train(self, x: Tensor, p: List[Tensor]) -> Tensor:
          return (self).run(x, p, True)
        """
            .formatted(
                config.dropout(),
                config.spare() ? "True" : "False",
                config.poisoned() ? "True" : "False");
    ScriptBlock.Builder block =
        ScriptBlock.builder(
                context.script(source),
                "forward",
                inputs -> new Shape[] {new Shape(inputs[0].get(0), config.width())})
            .training("train")
            .parameter("first.weight", new Shape(8, INPUT), Initializers.normal(1))
            .parameter("second.weight", new Shape(config.width(), 8), Initializers.normal(1));
    if (config.spare()) {
      block
          .parameter("spare.zeroed", new Shape(config.width()), Initializers.normal(1))
          .parameter("spare.unused", new Shape(1), Initializers.normal(1));
    }
    Modality modality = new Modality(config.reads());
    return Tower.of(block.build(), modality, new FourNumbers(), config.width());
  }

  /** The first four bytes of an image, or of a text. */
  private static final class FourNumbers implements InputTransform {
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
      byte[] bytes =
          value instanceof Pixels pixels
              ? pixels.rgb()
              : ((Value.Text) value).texts().get(0).getBytes(StandardCharsets.US_ASCII);
      row.put(bytes, 0, INPUT);
    }
  }
}
