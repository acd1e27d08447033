package io.threetowers.towers.text;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.initializer.Initializer;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.WeightSink;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.TransformerEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The text transformer of big_vision (models/proj/image_text/text_transformer.py), (B, length)
 * int64 to (B, D), in one scripted call.
 */
final class TextTransformer implements Tower {
  private final TextTransformerConfig config;
  private final Tokenizer tokenizer;
  private final TransformerEncoder encoder;
  private final Block block;

  TextTransformer(TextTransformerConfig config, BuildContext context) {
    this.config = config;
    this.tokenizer = context.create(config.tokenizer());
    this.encoder =
        TransformerEncoder.of(config.transformer())
            .withDropout(config.dropout())
            .withActivation(config.activation())
            .withCausal(config.causal() && !config.maskPadding());
    this.block = describe(context);
  }

  /** Parameters in the order that text.script expects; initial values as in big_vision. */
  private Block describe(BuildContext context) {
    long d = width();
    Initializer normal = Initializers.normal(1 / Math.sqrt(width()));
    ScriptBlock.Builder builder =
        ScriptBlock.builder(
                context.script(TextScript.text(config, tokenizer.end(), encoder)),
                "forward",
                inputs -> new Shape[] {new Shape(inputs[0].get(0), d)})
            .training("train")
            .parameter("token_embed.weight", new Shape(tokenizer.vocabulary(), d), normal)
            .parameter("pos_embed", new Shape(1, config.length(), d), normal);
    encoder.declare(builder);
    if (config.pool() == Pool.MAP) {
      encoder.declarePool(builder);
    }
    return builder.build();
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
    int filler = config.pool() == Pool.LAST ? tokenizer.end() : tokenizer.pad();
    return new TokenRow(tokenizer, config.length(), filler);
  }

  @Override
  public int width() {
    return encoder.size().width();
  }

  @Override
  public void load(WeightSink weights) throws IOException {
    if (config.weights().isPresent()) {
      weights.putAll(config.weights().get());
    }
  }

  @Override
  public List<Path> weightFiles() {
    return config.weights().stream().toList();
  }

  @Override
  public OptionalDouble flops(long batch) {
    double pool = config.pool() == Pool.MAP ? encoder.poolFlops(batch, config.length()) : 0;
    return OptionalDouble.of(encoder.flops(batch, config.length()) + pool);
  }
}
