package io.threetowers.core.data;

import java.util.Collections;
import java.util.Optional;

/**
 * How a {@link TrainingLoader} works.
 *
 * @param batchSizes B, examples in the batch of each step
 * @param workers threads that decode, augment and tokenise
 * @param prefetch batches kept ready
 * @param distinct a label or text field of which no two examples of a batch have the same value
 * @param augmentation of the images that augmented lanes read
 * @param seed of the order and of every random choice
 */
public record LoaderOptions(
    Stepwise<Integer> batchSizes,
    int workers,
    int prefetch,
    Optional<String> distinct,
    Augmentation augmentation,
    long seed) {
  public LoaderOptions {
    if (batchSizes.values().stream().anyMatch(size -> size < 1) || workers < 1 || prefetch < 1) {
      throw new IllegalArgumentException(
          "batch sizes %s, %d workers and %d prefetched batches must each be at least 1"
              .formatted(batchSizes.values(), workers, prefetch));
    }
  }

  /** All batches of one size. */
  public LoaderOptions(
      int batchSize,
      int workers,
      int prefetch,
      Optional<String> distinct,
      Augmentation augmentation,
      long seed) {
    this(Stepwise.constant(batchSize), workers, prefetch, distinct, augmentation, seed);
  }

  /** The largest B of the run. */
  int largestBatch() {
    return Collections.max(batchSizes.values());
  }
}
