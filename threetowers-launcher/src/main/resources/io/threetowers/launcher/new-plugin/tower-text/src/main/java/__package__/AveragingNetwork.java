package ${package};

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.WeightSink;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A deep averaging network (Iyyer et al., 2015, Deep Unordered Composition Rivals Syntactic Methods
 * for Text Classification, ACL), (B, length) int64 to (B, D), in one scripted call.
 */
final class AveragingNetwork implements Tower {
  private final ${Type}.Config config;
  private final Tokenizer tokenizer;
  private final Block block;

  AveragingNetwork(${Type}.Config config, BuildContext context) {
    this.config = config;
    this.tokenizer = context.create(config.tokenizer());
    this.block = describe(context);
  }

  /**
   * The parameters in the order in which ${type}.script finds them in p. Their names become those
   * of the checkpoint and of a weight file; what has "embed" in its name does not decay.
   */
  private Block describe(BuildContext context) {
    ScriptSource source =
        ScriptSource.resource(${Type}.class, "${type}.script").with("end", tokenizer.end());
    long d = config.width();
    long hidden = config.hidden();
    return ScriptBlock.builder(
            context.script(source.text()),
            "forward",
            inputs -> new Shape[] {new Shape(inputs[0].get(0), d)})
        .parameter(
            "token_embed.weight", new Shape(tokenizer.vocabulary(), d), Initializers.normal(1))
        .parameter("hidden.weight", new Shape(hidden, d), Initializers.lecunNormal(d))
        .parameter("hidden.bias", new Shape(hidden), Initializers.zeros())
        .parameter("output.weight", new Shape(d, hidden), Initializers.lecunNormal(hidden))
        .parameter("output.bias", new Shape(d), Initializers.zeros())
        .build();
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
    return new TokenRow(tokenizer, config.length());
  }

  @Override
  public int width() {
    return config.width();
  }

  /** Called on a fresh run only; names and shapes that do not fit are told by the sink. */
  @Override
  public void load(WeightSink weights) throws IOException {
    if (config.weights().isPresent()) {
      weights.putAll(config.weights().get());
    }
  }

  /** So that a missing file is told of before anything else happens. */
  @Override
  public List<Path> weightFiles() {
    return config.weights().stream().toList();
  }

  /** Two for each weight of the two layers. */
  @Override
  public OptionalDouble flops(long batch) {
    return OptionalDouble.of(4.0 * batch * config.width() * config.hidden());
  }
}
