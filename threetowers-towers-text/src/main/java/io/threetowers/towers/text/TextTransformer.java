package io.threetowers.towers.text;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.initializer.Initializer;
import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Modality;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.export.ExportRequest;
import io.threetowers.api.export.ExportedInput;
import io.threetowers.api.export.ExportedTower;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.TokenRow;
import io.threetowers.api.nn.TransformerEncoder;
import io.threetowers.api.weights.WeightMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The text transformer of big_vision (models/proj/image_text/text_transformer.py), (B, length)
 * int64 to (B, D), in one scripted call.
 */
final class TextTransformer implements Tower {

  private final TextTransformerConfig config;

  /** How many are learned; rows may be shorter. */
  private final int positions;

  private final Tokenizer tokenizer;
  private final TransformerEncoder encoder;
  private final BuildContext context;
  private final ScriptBlock block;
  private final List<Block> stages;

  TextTransformer(TextTransformerConfig config, BuildContext context) {
    this.config = config;
    this.positions = config.length();
    this.context = context;
    this.tokenizer = context.create(config.tokenizer());
    requireFit(config, tokenizer);
    this.encoder =
        TransformerEncoder.of(config.transformer())
            .withDropout(config.dropout())
            .withActivation(config.activation())
            .withEpsilon(config.epsilon())
            .withNorm(config.norm())
            .withCausal(config.causal() && !config.maskPadding());
    this.block = describe();
    this.stages = describeStages();
  }

  /** One for rows of fewer tokens. */
  private TextTransformer(TextTransformer own, TextTransformerConfig config) {
    this.config = config;
    this.positions = own.positions;
    this.context = own.context;
    this.tokenizer = own.tokenizer;
    this.encoder = own.encoder;
    String text = TextScript.text(config, positions, tokenizer.end(), encoder);
    this.block = own.block.with(context.script(text));
    this.stages = describeStages();
  }

  private List<Block> describeStages() {
    String text = TextScript.stages(config, positions, tokenizer.end(), encoder);
    return encoder.stages(block, context.script(text));
  }

  private static void requireFit(TextTransformerConfig config, Tokenizer tokenizer) {
    if (config.start() && tokenizer.start().isEmpty()) {
      throw new InvalidInputException(
          "'start: true' needs a tokenizer that has a start; name it there, as 'start-token', or say 'start: false'");
    }
    boolean untilEnd = config.maskPadding() || config.pool() == Pool.EOT;
    if (config.start() && untilEnd && tokenizer.start().getAsInt() == tokenizer.end()) {
      throw new InvalidInputException(
          "the tokenizer's start is also its end, so that 'pool: eot' and 'mask-padding' would stop at it; name another 'start-token', or say 'start: false'");
    }
    config.vocabulary().ifPresent(ids -> requireRoom(ids, tokenizer.vocabulary()));
  }

  private static void requireRoom(int ids, int needed) {
    if (ids < needed) {
      throw new InvalidInputException(
          "the vocabulary '"
              + ids
              + "' is smaller than the tokenizer's, which has "
              + needed
              + " ids");
    }
  }

  /** Parameters in the order of {@link TextLayout}; initial values as in big_vision. */
  private ScriptBlock describe() {
    long d = encoder.size().width();
    Initializer normal = Initializers.normal(1 / Math.sqrt((double) d));
    long vocabulary = config.vocabulary().orElseGet(tokenizer::vocabulary);
    ScriptBlock.Builder builder =
        ScriptBlock.builder(
                context.script(TextScript.text(config, positions, tokenizer.end(), encoder)),
                "forward",
                inputs -> new Shape[] {new Shape(inputs[0].get(0), width())})
            .training("train")
            .parameter("token_embed.weight", new Shape(vocabulary, d), normal)
            .parameter("pos_embed", new Shape(1, positions, d), normal);
    if (config.segments()) {
      builder.parameter("type_embed.weight", new Shape(2, d), normal);
    }
    if (config.embeddingNorm()) {
      builder.parameter("norm_embed.weight", new Shape(d), Initializers.ones());
      builder.parameter("norm_embed.bias", new Shape(d), Initializers.zeros());
    }
    encoder.declare(builder);
    if (config.pool() == Pool.MAP) {
      encoder.declarePool(builder);
    }
    declareHead(builder);
    return builder.build();
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
    return Modality.TEXT;
  }

  @Override
  public InputTransform input() {
    return row();
  }

  private TokenRow row() {
    int filler = config.pool() == Pool.LAST ? tokenizer.end() : tokenizer.pad();
    OptionalInt start = config.start() ? tokenizer.start() : OptionalInt.empty();
    return new TokenRow(tokenizer, config.length(), start, filler);
  }

  @Override
  public int width() {
    return config.embeddingWidth();
  }

  /** Rows of fewer tokens take the first of the positions. */
  @Override
  public Optional<Tower> resized(int tokens) {
    int fewest = config.start() ? 3 : 2;
    if (tokens < fewest || tokens > positions) {
      throw new InvalidInputException(
          "'%d' tokens are not between %d and the %d that have positions"
              .formatted(tokens, fewest, positions));
    }
    return Optional.of(new TextTransformer(this, config.withLength(tokens)));
  }

  @Override
  public List<Path> weightFiles() {
    return config.weights().stream().toList();
  }

  @Override
  public List<WeightMapping> weightMappings() {
    return TextFamilies.ALL;
  }

  @Override
  public Optional<ExportedTower> exported(ExportRequest request) {
    return Optional.of(new TextExport(config, tokenizer, row(), request).describe());
  }

  @Override
  public Optional<ExportedInput> exportedInput() {
    TokenRow row = row();
    return Optional.of(
        new ExportedInput.Text(
            row.length(), row.start(), tokenizer.end(), row.filler(), tokenizer.files()));
  }

  @Override
  public OptionalDouble flops(long batch) {
    double pool = config.pool() == Pool.MAP ? encoder.poolFlops(batch, config.length()) : 0;
    return OptionalDouble.of(encoder.flops(batch, config.length()) + pool + batch * headFlops());
  }

  /** Of one text. */
  private double headFlops() {
    double d = encoder.size().width();
    double hidden = config.preLogits().orElse(0);
    double projection = 2 * (hidden > 0 ? hidden : d) * width();
    return 2 * d * hidden + (config.projection().isPresent() ? projection : 0);
  }
}
