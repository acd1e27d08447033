package io.threetowers.towers.text;

import io.threetowers.api.nn.ScriptSource;
import io.threetowers.api.nn.TransformerEncoder;

/**
 * Fills {@code text.script} with the constants and the alternatives that a configuration chooses.
 */
final class TextScript {

  private TextScript() {}

  /**
   * The tower's methods.
   *
   * @param positions how many are learned; rows may be shorter
   */
  static String text(
      TextTransformerConfig config, int positions, int end, TransformerEncoder encoder) {
    return source(config, positions, end, encoder).text();
  }

  /** The tower's methods, and those of its stages. */
  static String stages(
      TextTransformerConfig config, int positions, int end, TransformerEncoder encoder) {
    int first = new TextLayout(config, encoder).blocks();
    return source(config, positions, end, encoder).plus(encoder.stageSource(first)).text();
  }

  private static ScriptSource source(
      TextTransformerConfig config, int positions, int end, TransformerEncoder encoder) {
    TextLayout at = new TextLayout(config, encoder);
    return ScriptSource.resource(TextScript.class, "text.script")
        .with("length", config.length())
        .with("width", encoder.size().width())
        .with("end", end)
        .with("embedded", embedded(config, positions, at))
        .with("encoder", at.blocks())
        .with("attention-mask", attentionMask(config))
        .with("embedding", head(config, at, pooled(config, at)))
        .plus(encoder.source());
  }

  private static String embedded(TextTransformerConfig config, int learned, TextLayout at) {
    String positions =
        config.length() == learned ? "p[1]" : "torch.narrow(p[1], 1, 0, " + config.length() + ")";
    String sum = "torch.add(torch.embedding(p[0], ids), " + positions + ")";
    if (config.segments()) { // BERT's order, which rounds as it does
      sum =
          "torch.add(torch.add(torch.embedding(p[0], ids), torch.select(p[%d], 0, 0)), %s)"
              .formatted(at.segments(), positions);
    }
    return config.embeddingNorm()
        ? "(self).layer_norm(" + sum + ", p, " + at.embeddingNorm() + ")"
        : sum;
  }

  /** The engine takes a mask or "causal", not both. */
  private static String attentionMask(TextTransformerConfig config) {
    if (!config.maskPadding()) {
      return "None";
    }
    return config.causal() ? "(self).causal_padding_mask(ids)" : "(self).padding_mask(ids)";
  }

  /** The norm works token by token, so that of a selected token alone is enough. */
  private static String pooled(TextTransformerConfig config, TextLayout at) {
    String norm = "(self).encoder_norm(%s, p, " + at.blocks() + ")";
    String all = norm.formatted("tokens");
    return switch (config.pool()) {
      case LAST -> norm.formatted("torch.select(tokens, 1, -1)");
      case EOT -> norm.formatted("(self).first_end(tokens, ids)");
      case FIRST -> norm.formatted("torch.select(tokens, 1, 0)");
      case GAP -> (config.maskPadding() ? "(self).masked_mean(" : "(self).mean(") + all + ", ids)";
      case MAP ->
          "(self).attention_pool("
              + all
              + ", p, "
              + at.pool()
              + ", "
              + (config.maskPadding() ? "(self).padding_mask(ids)" : "None")
              + ", train)";
    };
  }

  private static String head(TextTransformerConfig config, TextLayout at, String pooled) {
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
}
