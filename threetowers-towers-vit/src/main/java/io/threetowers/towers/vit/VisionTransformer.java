package io.threetowers.towers.vit;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
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
 * The vision transformer of big_vision (models/vit.py), (B, side, side, 3) uint8 to (B, D), in one
 * scripted call.
 *
 * <p>Parameters bear timm's names where timm has the same parameter; the patch kernel is a
 * convolution's, (D, 3, P, P).
 */
final class VisionTransformer implements Tower {
  private final VitConfig config;
  private final TransformerEncoder encoder;
  private final Block block;

  VisionTransformer(VitConfig config, BuildContext context) {
    this.config = config;
    this.encoder =
        TransformerEncoder.of(config.transformer())
            .withDropout(config.dropout())
            .withActivation(config.activation());
    this.block = describe(context);
  }

  private Block describe(BuildContext context) {
    long d = width();
    ScriptBlock.Builder builder =
        ScriptBlock.builder(
                context.script(VitScript.text(config, encoder)),
                "forward",
                inputs -> new Shape[] {new Shape(inputs[0].get(0), d)})
            .training("train");
    declareEmbedding(builder, d);
    encoder.declare(builder);
    if (config.pool() == Pool.MAP) {
      encoder.declarePool(builder);
    }
    return builder.build();
  }

  /** In the order that vit.script expects. Initial values as in big_vision. */
  private void declareEmbedding(ScriptBlock.Builder builder, long d) {
    long side = config.patchSize();
    builder.parameter(
        "patch_embed.proj.weight",
        new Shape(d, 3, side, side),
        Initializers.lecunNormal(3 * side * side));
    builder.parameter("patch_embed.proj.bias", new Shape(d), Initializers.zeros());
    if (config.positions() == Positions.LEARNED) {
      builder.parameter(
          "pos_embed",
          new Shape(1, config.patches(), d),
          Initializers.normal(1 / Math.sqrt(width())));
    }
    if (config.pool() == Pool.CLS) {
      builder.parameter("cls_token", new Shape(1, 1, d), Initializers.zeros());
    }
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Modality modality() {
    return Modality.IMAGE;
  }

  @Override
  public InputTransform input() {
    return new SquareImage(config.imageSize(), config.fit(), config.resize());
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
    long tokens = config.pool() == Pool.CLS ? config.patches() + 1L : config.patches();
    double embedding =
        6.0 * config.patchSize() * config.patchSize() * width() * config.patches() * batch;
    double pool = config.pool() == Pool.MAP ? encoder.poolFlops(batch, tokens) : 0;
    return OptionalDouble.of(embedding + encoder.flops(batch, tokens) + pool);
  }
}
