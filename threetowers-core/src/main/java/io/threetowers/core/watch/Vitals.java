package io.threetowers.core.watch;

import io.threetowers.api.Loss.Bounds;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one logged step shows of a model's health.
 *
 * @param step counts from 1
 * @param batch B
 * @param warmingUp whether the learning rate still rises
 * @param distinct the setting {@code loader.distinct}
 * @param edges those whose loss knows what a guess gives
 * @param spreads of trained embeddings by name
 * @param limits of the losses' parameters that have some
 * @param gradients the norm of each trained parameter's, by full name; 0 where there is none
 * @param duplicates by text tower: the share of rows in the batch that equal an earlier one
 */
public record Vitals(
    long step,
    long batch,
    boolean warmingUp,
    Optional<String> distinct,
    List<EdgeLoss> edges,
    Map<String, Spread> spreads,
    List<Limit> limits,
    Map<String, Double> gradients,
    Map<String, Double> duplicates) {

  /**
   * An edge.
   *
   * @param loss of the step, not weighted
   * @param guess what it is where the two sides say nothing about each other
   */
  public record EdgeLoss(String name, double loss, double guess) {}

  /**
   * How far apart embeddings are.
   *
   * @param cosine the mean over all pairs of different rows
   * @param rank over how many dimensions they spread: (Σ λ)² / Σ λ² of their covariance
   * @param width D
   */
  public record Spread(double cosine, double rank, long width) {}

  /**
   * A parameter that is kept within bounds.
   *
   * @param least of its entries
   * @param greatest of its entries
   */
  public record Limit(String parameter, double least, double greatest, Bounds bounds) {}
}
