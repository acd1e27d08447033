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

  /**
   * Nanoseconds of the four stages of a step. On a GPU a stage ends when its work is queued.
   *
   * @param towers of stages 1 and 3 together by tower: its forward pass, and the backward pass
   *     through its heads and itself
   */
  public record Timing(long embed, long loss, long push, long update, Map<String, Long> towers) {
    public long total() {
      return embed + loss + push + update;
    }
  }
}
