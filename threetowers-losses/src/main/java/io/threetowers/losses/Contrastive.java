package io.threetowers.losses;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Script;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;
import java.util.Optional;

/** What the losses over a matrix of logits (B, B) share. */
final class Contrastive {

  private Contrastive() {}

  /**
   * A block over the two methods of a contrastive script: the whole matrix at once, or chunks of
   * its rows.
   */
  static ScriptBlock.Builder block(
      String resource, Optional<Integer> chunk, int metrics, BuildContext context) {
    ScriptSource source =
        ScriptSource.resource(Contrastive.class, resource)
            .with("chunk", chunk.orElse(1))
            .plus(ScriptSource.resource(Contrastive.class, "contrastive.script"));
    Script script = context.script(source.text());
    String method = chunk.isPresent() ? "in_chunks" : "forward";
    return ScriptBlock.builder(script, method, ScriptLoss.scalars(1 + metrics));
  }
}
