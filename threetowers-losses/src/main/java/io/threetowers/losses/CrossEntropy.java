package io.threetowers.losses;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.Loss.Side;
import io.threetowers.api.LossFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;
import java.util.List;
import java.util.Map;

/**
 * Classification: softmax cross entropy between logits (B, K), as the head gives them, and labels
 * (B), mean over the batch.
 *
 * <p>Smoothing as in torch's cross_entropy: the target is (1 − ε) · one-hot + ε / K.
 */
public final class CrossEntropy implements LossFactory<CrossEntropy.Config> {

  @Doc("softmax cross entropy between the left side, as logits, and a label")
  public record Config(
      @Doc("share of the target that is spread evenly over all classes")
          @Default("0")
          @Range(min = 0, max = 1)
          double labelSmoothing) {}

  @Override
  public String type() {
    return "cross-entropy";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Loss create(Config config, BuildContext context) {
    ScriptSource source =
        ScriptSource.resource(CrossEntropy.class, "cross-entropy.script")
            .with("label-smoothing", config.labelSmoothing());
    ScriptBlock block =
        ScriptBlock.builder(context.script(source.text()), "forward", ScriptLoss.scalars(2))
            .build();
    return new ScriptLoss(
        block, Side.RAW, Side.LABEL, List.of("accuracy"), Map.of(), ScriptLoss.noGuess());
  }
}
