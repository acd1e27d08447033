package io.threetowers.testkit.samples;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Modality;
import io.threetowers.api.Script;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.api.nn.TokenRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The mean of a layer over tokens and their places, with all that a tower may do besides. */
final class PlacedTokens implements Tower {
  private static final ScriptSource SOURCE =
      new ScriptSource(
          """
          def embed(self, ids: Tensor, p: List[Tensor]) -> Tensor:
            return torch.embedding(p[0], ids) + torch.slice(p[1], 0, 0, ${length}, 1)

          def pool(self, x: Tensor, ids: Tensor, p: List[Tensor]) -> Tensor:
            return torch.mean(torch.gelu(torch.linear(x, p[2])), [1])

          def forward(self, ids: Tensor, p: List[Tensor]) -> Tensor:
            return (self).pool((self).embed(ids, p), ids, p)
          """);

  private final Tokenizer tokenizer;
  private final int positions;
  private final int length;
  private final int width;
  private final BuildContext context;
  private final ScriptBlock block;

  PlacedTokens(Tokenizer tokenizer, int positions, int width, BuildContext context) {
    this.tokenizer = tokenizer;
    this.positions = positions;
    this.length = positions;
    this.width = width;
    this.context = context;
    this.block =
        ScriptBlock.builder(
                script(), "forward", inputs -> new Shape[] {new Shape(inputs[0].get(0), width)})
            .parameter(
                "token.weight", new Shape(tokenizer.vocabulary(), width), Initializers.normal(0.5))
            .parameter("position", new Shape(positions, width), Initializers.normal(0.5))
            .parameter("mix.weight", new Shape(width, width), Initializers.lecunNormal(width))
            .build();
  }

  private PlacedTokens(PlacedTokens own, int length) {
    this.tokenizer = own.tokenizer;
    this.positions = own.positions;
    this.length = length;
    this.width = own.width;
    this.context = own.context;
    this.block = own.block.with(script());
  }

  private Script script() {
    return context.script(SOURCE.with("length", length).text());
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Modality modality() {
    return Modality.TEXT;
  }

  @Override
  public InputTransform input() {
    return new TokenRow(tokenizer, length, OptionalInt.empty(), tokenizer.pad());
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public List<Block> stages() {
    return List.of(
        block.stage(block.script(), "embed", "embed"), block.stage(block.script(), "pool", "pool"));
  }

  @Override
  public boolean takesBfloat16() {
    return true;
  }

  @Override
  public Optional<Tower> resized(int tokens) {
    if (tokens < 2 || tokens > positions) {
      throw new InvalidInputException(
          "'%d' tokens are not between 2 and the %d that have places".formatted(tokens, positions));
    }
    return Optional.of(new PlacedTokens(this, tokens));
  }
}
