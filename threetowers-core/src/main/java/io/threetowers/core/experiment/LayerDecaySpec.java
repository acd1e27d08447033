package io.threetowers.core.experiment;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.core.config.Shorthand;
import java.util.Map;

/** By how much the blocks of a tower learn slower than the next; 1 is not at all. */
@Shorthand("all")
public record LayerDecaySpec(
    @Doc("of every tower that is not named") @Default("1") @Range(min = 0.01, max = 1) double all,
    @Doc("of a tower, by its name") @Default("{}") @Range(min = 0.01, max = 1)
        Map<String, Double> towers) {

  /** That of a tower. */
  public double of(String tower) {
    return towers.getOrDefault(tower, all);
  }
}
