package io.threetowers.losses;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.Loss.Side;
import io.threetowers.api.LossFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;
import java.util.List;
import java.util.Map;

/**
 * Pulls two embeddings (B, D) of one example together, without negatives: the mean over the batch
 * of a distance.
 *
 * <p>The gradient goes to both sides; where one belongs to a frozen tower without a head, the host
 * stops it there.
 */
public final class Distillation implements LossFactory<Distillation.Config> {

  /** How far two rows are apart. */
  public enum Distance {
    /** 1 − cos(a, b), between 0 and 2; the sides are normalised. */
    COSINE,
    /**
     * |a − b|², the sum over D of squared differences; the sides are as towers and heads give them.
     */
    L2
  }

  @Doc("the mean distance between two embeddings of one example, without negatives")
  public record Config(
      @Doc("cosine: 1 - cos(a, b); l2: squared distance of the embeddings as they are")
          @Default("cosine")
          Distance distance) {}

  @Override
  public String type() {
    return "distillation";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Loss create(Config config, BuildContext context) {
    String source = ScriptSource.resource(Distillation.class, "distillation.script").text();
    String method =
        switch (config.distance()) {
          case COSINE -> "cosine";
          case L2 -> "l2";
        };
    Side side = config.distance() == Distance.COSINE ? Side.NORMALIZED : Side.RAW;
    ScriptBlock block =
        ScriptBlock.builder(context.script(source), method, ScriptLoss.scalars(1)).build();
    return new ScriptLoss(block, side, side, List.of(), Map.of(), ScriptLoss.noGuess());
  }
}
