package io.threetowers.core.experiment;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import java.util.Optional;

/** How long to train, and how. */
public record TrainSpec(
    @Doc("such as 500 steps, 3 epochs or 100000 examples") Length duration,
    @Doc("gradients are scaled down to this norm over all trained parameters; default: no limit")
        @Range(min = 0)
        Optional<Double> clipNorm,
    @Doc("how often numbers are logged") @Default("10 steps") Length logEvery,
    @Doc("how often the model is evaluated, besides the end; default: at the end only")
        Optional<Length> evaluateEvery) {

  public TrainSpec {
    if (duration.unit() == Length.Unit.PERCENT) {
      throw new IllegalArgumentException(
          "duration is '%s', a share of itself; give steps, epochs or examples"
              .formatted(duration));
    }
  }
}
