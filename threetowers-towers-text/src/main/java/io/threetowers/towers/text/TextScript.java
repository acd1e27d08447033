package io.threetowers.towers.text;

import io.threetowers.api.nn.ScriptSource;
import io.threetowers.api.nn.TransformerEncoder;

/**
 * Fills {@code text.script} with the constants and the alternatives that a configuration chooses.
 */
final class TextScript {

  /** Index of the encoder's first parameter: token embeddings and positions come before it. */
  private static final int ENCODER = 2;

  private TextScript() {}

  static String text(TextTransformerConfig config, int end, TransformerEncoder encoder) {
    return ScriptSource.resource(TextScript.class, "text.script")
        .with("length", config.length())
        .with("width", encoder.size().width())
        .with("end", end)
        .with("encoder", ENCODER)
        .with("attention-mask", attentionMask(config))
        .with("pooled", pooled(config, encoder))
        .plus(encoder.source())
        .text();
  }

  /** The engine takes a mask or "causal", not both. */
  private static String attentionMask(TextTransformerConfig config) {
    if (!config.maskPadding()) {
      return "None";
    }
    return config.causal() ? "(self).causal_padding_mask(ids)" : "(self).padding_mask(ids)";
  }

  /** The norm works token by token, so that of a selected token alone is enough. */
  private static String pooled(TextTransformerConfig config, TransformerEncoder encoder) {
    String norm = "(self).encoder_norm(%s, p, " + ENCODER + ")";
    String all = norm.formatted("tokens");
    return switch (config.pool()) {
      case LAST -> norm.formatted("torch.select(tokens, 1, -1)");
      case EOT -> norm.formatted("(self).first_end(tokens, ids)");
      case GAP -> (config.maskPadding() ? "(self).masked_mean(" : "(self).mean(") + all + ", ids)";
      case MAP ->
          "(self).attention_pool("
              + all
              + ", p, "
              + (ENCODER + encoder.parameters())
              + ", "
              + (config.maskPadding() ? "(self).padding_mask(ids)" : "None")
              + ", train)";
    };
  }
}
