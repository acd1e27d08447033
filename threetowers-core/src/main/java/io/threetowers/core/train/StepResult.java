package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The numbers of one step.
 *
 * @param loss the weighted sum
 * @param edges the loss of each edge
 * @param metrics what losses report besides, as {@code <edge>/<metric>}
 * @param gradientNorm over all trained parameters, before clipping
 * @param embeddings those that edges join, detached, (B, D) by name; they die with the step's scope
 */
public record StepResult(
    double loss,
    Map<String, Double> edges,
    Map<String, Double> metrics,
    double gradientNorm,
    Map<String, NDArray> embeddings) {}
