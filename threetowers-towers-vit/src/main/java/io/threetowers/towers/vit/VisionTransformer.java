package io.threetowers.towers.vit;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.export.ExportRequest;
import io.threetowers.api.export.ExportedInput;
import io.threetowers.api.export.ExportedTower;
import io.threetowers.api.nn.Fit;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.SquareImage;
import io.threetowers.api.nn.TransformerEncoder;
import io.threetowers.api.weights.WeightMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  /** Of learned positions; that of the images may be another. */
  private final int grid;

  private final BuildContext context;
  private final TransformerEncoder encoder;
  private final ScriptBlock block;
  private final List<Block> stages;

  VisionTransformer(VitConfig config, BuildContext context) {
    this.config = config;
    this.grid = config.grid();
    this.context = context;
    this.encoder = encoder(config);
    this.block = describe();
    this.stages = describeStages();
  }

  /** One for images of another side. */
  private VisionTransformer(VisionTransformer own, VitConfig config) {
    this.config = config;
    this.grid = own.grid;
    this.context = own.context;
    this.encoder = own.encoder;
    this.block = own.block.with(context.script(VitScript.text(config, grid, encoder)));
    this.stages = describeStages();
  }

  private List<Block> describeStages() {
    return encoder.stages(block, context.script(VitScript.stages(config, grid, encoder)));
  }

  private static TransformerEncoder encoder(VitConfig config) {
    return TransformerEncoder.of(config.transformer())
        .withDropout(config.dropout())
        .withActivation(config.activation())
        .withEpsilon(config.epsilon())
        .withLayerScale(config.layerScale())
        .withMlpKind(config.mlpKind());
  }

  private ScriptBlock describe() {
    ScriptBlock.Builder builder =
        ScriptBlock.builder(
                context.script(VitScript.text(config, grid, encoder)),
                "forward",
                inputs -> new Shape[] {new Shape(inputs[0].get(0), width())})
            .training("train");
    declareEmbedding(builder);
    encoder.declare(builder);
    if (config.pool() == Pool.MAP) {
      encoder.declarePool(builder);
    }
    declareHead(builder);
    return builder.build();
  }

  /** In the order of {@link VitLayout}. Initial values as in big_vision. */
  private void declareEmbedding(ScriptBlock.Builder builder) {
    long d = encoder.size().width();
    long side = config.patchSize();
    builder.parameter(
        "patch_embed.proj.weight",
        new Shape(d, 3, side, side),
        Initializers.lecunNormal(3 * side * side));
    if (config.patchBias()) {
      builder.parameter("patch_embed.proj.bias", new Shape(d), Initializers.zeros());
    }
    if (config.positions() == Positions.LEARNED) {
      builder.parameter(
          "pos_embed",
          new Shape(1, config.patches(), d),
          Initializers.normal(1 / Math.sqrt((double) d)));
    }
    if (config.pool() == Pool.CLS) {
      // A norm would have no direction to give zeros; CLIP's class token is as random as positions.
      builder.parameter(
          "cls_token",
          new Shape(1, 1, d),
          config.preNorm() ? Initializers.normal(1 / Math.sqrt((double) d)) : Initializers.zeros());
    }
    if (config.registers() > 0) {
      Shape shape = new Shape(1, config.registers(), d);
      builder.parameter("reg_token", shape, Initializers.normal(1e-6)); // DINOv2's
    }
    if (config.preNorm()) {
      builder.parameter("norm_pre.weight", new Shape(d), Initializers.ones());
      builder.parameter("norm_pre.bias", new Shape(d), Initializers.zeros());
    }
  }

  private void declareHead(ScriptBlock.Builder builder) {
    long d = encoder.size().width();
    if (config.preLogits().isPresent()) {
      long hidden = config.preLogits().get();
      builder.parameter("pre_logits.weight", new Shape(hidden, d), Initializers.lecunNormal(d));
      builder.parameter("pre_logits.bias", new Shape(hidden), Initializers.zeros());
      d = hidden;
    }
    if (config.projection().isPresent()) {
      builder.parameter("proj.weight", new Shape(width(), d), Initializers.lecunNormal(d));
    }
    if (config.projectionBias()) {
      builder.parameter("proj.bias", new Shape(width()), Initializers.zeros());
    }
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public List<Block> stages() {
    return stages;
  }

  @Override
  public boolean takesBfloat16() {
    return true;
  }

  @Override
  public Modality modality() {
    return Modality.IMAGE;
  }

  @Override
  public InputTransform input() {
    int side = config.imageSize();
    return new SquareImage(side, config.fit(), config.shortSide().orElse(side), config.resize());
  }

  @Override
  public int width() {
    return config.embeddingWidth();
  }

  /** Learned positions keep their own grid and are resampled to that of the images. */
  @Override
  public Optional<Tower> resized(int side) {
    int patch = config.patchSize();
    if (side < patch || (side % patch != 0 && !config.dropRemainder())) {
      throw new InvalidInputException(
          "images of '%d' pixels cannot be cut into patches of %d; try %d"
              .formatted(side, patch, Math.max(patch, (side + patch / 2) / patch * patch)));
    }
    return Optional.of(new VisionTransformer(this, config.withImageSize(side)));
  }

  @Override
  public List<Path> weightFiles() {
    return config.weights().stream().toList();
  }

  @Override
  public List<WeightMapping> weightMappings() {
    return config.normAfterPool() ? VitFamilies.NORMED_POOLS : VitFamilies.ALL;
  }

  @Override
  public Optional<ExportedTower> exported(ExportRequest request) {
    return Optional.of(new VitExport(config, request).describe());
  }

  @Override
  public Optional<ExportedInput> exportedInput() {
    int side = config.imageSize();
    return Optional.of(
        new ExportedInput.Image(
            side,
            config.fit() == Fit.CROP,
            config.shortSide().orElse(side),
            config.resize(),
            config.mean(),
            config.std()));
  }

  @Override
  public OptionalDouble flops(long batch) {
    long tokens = config.patches() + (long) config.prefixTokens();
    double d = encoder.size().width();
    double embedding = 6.0 * config.patchSize() * config.patchSize() * d * config.patches();
    double hidden = config.preLogits().orElse(0);
    double head = 2 * d * hidden;
    if (config.projection().isPresent()) {
      head += 2 * (hidden > 0 ? hidden : d) * width();
    }
    double pool = config.pool() == Pool.MAP ? encoder.poolFlops(batch, tokens) : 0;
    return OptionalDouble.of(batch * (embedding + head) + encoder.flops(batch, tokens) + pool);
  }
}
