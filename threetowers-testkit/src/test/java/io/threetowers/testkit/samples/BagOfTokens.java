package io.threetowers.testkit.samples;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Part;
import io.threetowers.api.Script;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

public final class BagOfTokens implements TowerFactory<BagOfTokens.Config> {

  @Doc("the mean of the vectors of a text's tokens, in no order")
  public record Config(
      @Doc("cuts texts into tokens") Part<Tokenizer> tokenizer,
      @Doc("tokens of a row, the end included") @Default("32") @Range(min = 1) int length,
      @Doc("D, the width of the embedding") @Range(min = 1) int width) {}

  @Override
  public String type() {
    return "bag-of-tokens";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Tower create(Config config, BuildContext context) {
    Tokenizer tokenizer = context.create(config.tokenizer());
    Script script =
        context.script(
            """
            def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
              return torch.mean(torch.embedding(p[0], x), [1])
            """);
    Shape table = new Shape(tokenizer.vocabulary(), config.width());
    return Tower.of(
        ScriptBlock.builder(
                script,
                "forward",
                inputs -> new Shape[] {new Shape(inputs[0].get(0), config.width())})
            .parameter("token.weight", table, Initializers.normal(0.02))
            .build(),
        Modality.TEXT,
        new Row(tokenizer, config.length()),
        config.width());
  }

  private record Row(Tokenizer tokenizer, int length) implements InputTransform {

    @Override
    public Shape shape() {
      return new Shape(length);
    }

    @Override
    public DataType type() {
      return DataType.INT64;
    }

    @Override
    public void write(Value value, RandomGenerator random, ByteBuffer row) {
      if (!(value instanceof Value.Text text)) {
        throw new IllegalArgumentException("a text is needed, not " + value);
      }
      int[] ids = tokenizer.encode(text.texts().get(random.nextInt(text.texts().size())));
      int tokens = Math.min(ids.length, length - 1);
      for (int i = 0; i < length; i++) {
        row.putLong(i < tokens ? ids[i] : i == tokens ? tokenizer.end() : tokenizer.pad());
      }
    }
  }
}
