package io.threetowers.towers.vit;

import io.threetowers.api.nn.ScriptSource;
import io.threetowers.api.nn.TransformerEncoder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fills {@code vit.script} with the constants and the alternatives that a configuration chooses.
 */
final class VitScript {

  private VitScript() {}

  /**
   * The tower's methods.
   *
   * @param grid patches along the side of an image for which positions are learned
   */
  static String text(VitConfig config, int grid, TransformerEncoder encoder) {
    return filled(config, grid, encoder).text();
  }

  /** The tower's methods, and those of its stages. */
  static String stages(VitConfig config, int grid, TransformerEncoder encoder) {
    int first = new VitLayout(config, encoder).blocks();
    return filled(config, grid, encoder).plus(encoder.stageSource(first)).text();
  }

  private static ScriptSource filled(VitConfig config, int grid, TransformerEncoder encoder) {
    VitLayout at = new VitLayout(config, encoder);
    ScriptSource source = ScriptSource.resource(VitScript.class, "vit.script");
    if (config.positions() == Positions.LEARNED && config.grid() != grid) {
      source =
          source
              .plus(ScriptSource.resource(VitScript.class, "resampled-positions.script"))
              .with("own-grid", grid);
    }
    return source
        .with("pixels", pixels(config))
        .with("grid", config.grid())
        .with("patch", config.patchSize())
        .with("tokens", config.patches())
        .with("width", encoder.size().width())
        .with("scale", scale(config))
        .with("shift", shift(config))
        .with("patch-bias", config.patchBias() ? "p[1]" : "None")
        .with("positions", positions(config, grid, at))
        .with("drops-patches", config.patchDropout() > 0)
        .with("kept-patches", config.keptPatches())
        .with("embedded", embedded(config, at))
        .with("encoder", at.blocks())
        .with("embedding", head(config, at, pooled(config, at)))
        .plus(encoder.source());
  }

  private static String positions(VitConfig config, int grid, VitLayout at) {
    if (config.positions() == Positions.SINCOS2D) {
      return "torch.type_as((self).sincos2d(x), p[0])";
    }
    String own = "p[" + at.positions() + "]";
    return config.grid() == grid ? own : "(self).resampled(" + own + ")";
  }

  /** Those that fill patches. */
  private static String pixels(VitConfig config) {
    int side = config.grid() * config.patchSize();
    return side == config.imageSize()
        ? "x"
        : "torch.narrow(torch.narrow(x, 1, 0, " + side + "), 2, 0, " + side + ")";
  }

  /** The tokens that the first block reads: class token, registers, patches. */
  private static String embedded(VitConfig config, VitLayout at) {
    String tokens = "tokens";
    if (config.prefixTokens() > 0) {
      String cls = config.pool() == Pool.CLS ? forEach(at.classToken()) + ", " : "";
      String registers = config.registers() > 0 ? forEach(at.registers()) + ", " : "";
      tokens = "torch.cat([" + cls + registers + "tokens], 1)";
    }
    return config.preNorm() ? "(self).layer_norm(" + tokens + ", p, " + at.preNorm() + ")" : tokens;
  }

  private static String forEach(int parameter) {
    return "torch.expand(p[" + parameter + "], [torch.size(x, 0), -1, -1])";
  }

  /** The norm works token by token, so that of the class token alone is enough. */
  private static String pooled(VitConfig config, VitLayout at) {
    String norm = "(self).encoder_norm(%s, p, " + at.blocks() + ")";
    return switch (config.pool()) {
      case CLS -> norm.formatted("torch.select(tokens, 1, 0)");
      case GAP ->
          config.normAfterPool()
              ? norm.formatted("torch.mean(" + patches(config) + ", [1])")
              : "torch.mean(" + norm.formatted(patches(config)) + ", [1])";
      case MAP ->
          "(self).attention_pool(%s, p, %d, None, train)"
              .formatted(norm.formatted("tokens"), at.pool());
    };
  }

  private static String patches(VitConfig config) {
    return config.registers() == 0
        ? "tokens"
        : "torch.slice(tokens, 1, " + config.registers() + ")";
  }

  private static String head(VitConfig config, VitLayout at, String pooled) {
    String embedding = pooled;
    if (config.preLogits().isPresent()) {
      embedding = "torch.tanh((self).affine(" + embedding + ", p, " + at.preLogits() + "))";
    }
    if (config.projection().isEmpty()) {
      return embedding;
    }
    return config.projectionBias()
        ? "(self).affine(" + embedding + ", p, " + at.projection() + ")"
        : "torch.linear(" + embedding + ", p[" + at.projection() + "])";
  }

  /** (pixel / 255 - mean) / std as pixel · scale + shift. */
  private static List<Double> scale(VitConfig config) {
    return config.std().stream().map(std -> 1 / (255 * std)).toList();
  }

  private static List<Double> shift(VitConfig config) {
    return IntStream.range(0, 3)
        .mapToObj(i -> -config.mean().get(i) / config.std().get(i))
        .toList();
  }
}
