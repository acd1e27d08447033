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

  static String text(VitConfig config, TransformerEncoder encoder) {
    boolean learned = config.positions() == Positions.LEARNED;
    int classToken = learned ? 3 : 2;
    int first = config.pool() == Pool.CLS ? classToken + 1 : classToken;
    return ScriptSource.resource(VitScript.class, "vit.script")
        .with("grid", config.grid())
        .with("patch", config.patchSize())
        .with("tokens", config.patches())
        .with("width", encoder.size().width())
        .with("scale", scale(config))
        .with("shift", shift(config))
        .with("positions", learned ? "p[2]" : "(self).sincos2d(x)")
        .with("tokens-with-class", config.pool() == Pool.CLS ? prepended(classToken) : "tokens")
        .with("encoder", first)
        .with("pooled", pooled(config.pool(), first, first + encoder.parameters()))
        .plus(encoder.source())
        .text();
  }

  /** The norm works token by token, so that of the class token alone is enough. */
  private static String pooled(Pool pool, int encoder, int attentionPool) {
    String norm = "(self).encoder_norm(%s, p, " + encoder + ")";
    return switch (pool) {
      case CLS -> norm.formatted("torch.select(tokens, 1, 0)");
      case GAP -> "torch.mean(" + norm.formatted("tokens") + ", [1])";
      case MAP ->
          "(self).attention_pool("
              + norm.formatted("tokens")
              + ", p, "
              + attentionPool
              + ", None, train)";
    };
  }

  private static String prepended(int classToken) {
    return "torch.cat([torch.expand(p["
        + classToken
        + "], [torch.size(x, 0), -1, -1]), tokens], 1)";
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
