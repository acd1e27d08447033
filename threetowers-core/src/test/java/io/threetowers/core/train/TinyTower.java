package io.threetowers.core.train;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Modality;
import io.threetowers.api.Script;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.core.script.TorchScript;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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
      @Doc("width of the hidden layer") @Default("8") int hidden,
      @Doc("whether it is a plain tower, in one stage and float32 alone") @Default("false")
          boolean whole,
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

  /** Of a tower that reads so many of the numbers. */
  private static String source(Config config, int numbers) {
    String first = numbers == INPUT ? "p[0]" : "torch.narrow(p[0], 1, 0, " + numbers + ")";
    return """
        def run(self, x: Tensor, p: List[Tensor], training: bool) -> Tensor:
          return (self).second((self).first(x, p, training), x, p)
        def first(self, x: Tensor, p: List[Tensor], training: bool) -> Tensor:
          h = torch.tanh(torch.linear(torch.div(torch.type_as(x, p[0]), 255.), %s))
          return torch.dropout(h, %s, training)
        def second(self, h: Tensor, x: Tensor, p: List[Tensor]) -> Tensor:
          y = torch.linear(h, p[1])
          if %s:
            y = torch.add(y, torch.mul(p[2], 0.))
          if %s:
            first = torch.slice(torch.to(x, 6), 1, 0, 1)
            y = torch.add(y, torch.mul(torch.reciprocal(torch.sub(first, 255.)), 0.))
          return y
        def hidden(self, x: Tensor, p: List[Tensor]) -> Tensor:
          return (self).first(x, p, True)
        def embedding(self, h: Tensor, x: Tensor, p: List[Tensor]) -> Tensor:
          return (self).second(h, x, p)
        def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
          return (self).run(x, p, False)
        def train(self, x: Tensor, p: List[Tensor]) -> Tensor:
          return (self).run(x, p, True)
        """
        .formatted(
            first,
            config.dropout(),
            config.spare() ? "True" : "False",
            config.poisoned() ? "True" : "False");
  }

  @Override
  public Tower create(Config config, BuildContext context) {
    ScriptBlock.Builder builder =
        ScriptBlock.builder(
                context.script(source(config, INPUT)),
                "forward",
                inputs -> new Shape[] {new Shape(inputs[0].get(0), config.width())})
            .training("train")
            .parameter("first.weight", new Shape(config.hidden(), INPUT), Initializers.normal(1))
            .parameter(
                "second.weight",
                new Shape(config.width(), config.hidden()),
                Initializers.normal(1));
    if (config.spare()) {
      builder
          .parameter("spare.zeroed", new Shape(config.width()), Initializers.normal(1))
          .parameter("spare.unused", new Shape(1), Initializers.normal(1));
    }
    return new Reading(builder.build(), config, INPUT);
  }

  /** A tower that may read fewer of the numbers. */
  private record Reading(ScriptBlock block, Config config, int numbers) implements Tower {
    @Override
    public Modality modality() {
      return new Modality(config.reads());
    }

    @Override
    public int width() {
      return config.width();
    }

    @Override
    public List<Block> stages() {
      Script script = block.script();
      return config.whole()
          ? List.of()
          : List.of(
              block.stage(script, "hidden", "hidden"),
              block.stage(script, "embedding", "embedding"));
    }

    @Override
    public boolean takesBfloat16() {
      return !config.whole();
    }

    @Override
    public InputTransform input() {
      return new FirstNumbers(numbers);
    }

    @Override
    public Optional<Tower> resized(int size) {
      if (size > INPUT) {
        throw new InvalidInputException("'" + size + "' numbers are more than " + INPUT);
      }
      ScriptBlock other = block.with(new TorchScript(source(config, size)));
      return Optional.of(new Reading(other, config, size));
    }
  }

  /** The first bytes of an image, or of a text. */
  private record FirstNumbers(int numbers) implements InputTransform {
    @Override
    public Shape shape() {
      return new Shape(numbers);
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
      row.put(bytes, 0, numbers);
    }
  }
}
