package io.threetowers.core.experiment;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What changes at a step of a run, and holds from then on. */
public record TimelineEntry(
    @Doc(
            "when: after so much of the run, such as 5000 steps, 2 epochs or 20%; 0 steps is the start")
        Length at,
    @Doc(
            "patterns of the full names of parameters that stay as they are from then on, such as towers\\.text\\.embed.*")
        @Default("[]")
        List<NamePattern> freeze,
    @Doc(
            "patterns of the full names of parameters that are trained from then on, such as towers\\.image\\..*")
        @Default("[]")
        List<NamePattern> thaw,
    @Doc("side in pixels of the images that a tower is trained on, by the tower's name")
        @Default("{}")
        @Range(min = 1)
        Map<String, Integer> resolution,
    @Doc("tokens of the rows that a tower is trained on, by the tower's name")
        @Default("{}")
        @Range(min = 1)
        Map<String, Integer> tokens,
    @Doc("examples per step, B") @Range(min = 1) Optional<Integer> batch,
    @Doc("weights of edges, by their names such as img-txt") @Default("{}")
        Map<String, Weight> edgeWeights,
    @Doc(
            "learning rate multipliers by pattern of the full name, besides those of the optimizer; 1 takes one back")
        @Default("{}")
        Map<String, Double> lrMultipliers) {

  public TimelineEntry {
    freeze = List.copyOf(freeze);
    thaw = List.copyOf(thaw);
    lrMultipliers.forEach(
        (pattern, multiplier) -> {
          new NamePattern(pattern);
          if (!(multiplier >= 0)) {
            throw new IllegalArgumentException(
                "the multiplier '%s' of lr-multipliers is negative; write 0 or more"
                    .formatted(multiplier));
          }
        });
    if (freeze.isEmpty()
        && thaw.isEmpty()
        && resolution.isEmpty()
        && tokens.isEmpty()
        && batch.isEmpty()
        && edgeWeights.isEmpty()
        && lrMultipliers.isEmpty()) {
      throw new IllegalArgumentException(
          "at '%s' nothing changes; give freeze, thaw, resolution, tokens, batch, edge-weights or lr-multipliers"
              .formatted(at));
    }
  }
}
