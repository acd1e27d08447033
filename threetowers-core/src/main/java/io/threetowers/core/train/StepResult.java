package io.threetowers.core.train;

import java.util.Map;

/**
 * The numbers of one step.
 *
 * @param loss the weighted sum
 * @param edges the loss of each edge
 * @param metrics what losses report besides, as {@code <edge>/<metric>}
 * @param gradientNorm over all trained parameters, before clipping
 * @param timing nanoseconds of each stage
 */
public record StepResult(
    double loss,
    Map<String, Double> edges,
    Map<String, Double> metrics,
    double gradientNorm,
    Timing timing) {

  /** Nanoseconds of the four stages of a step. */
  public record Timing(long embed, long loss, long push, long update) {
    public long total() {
      return embed + loss + push + update;
    }
  }
}
