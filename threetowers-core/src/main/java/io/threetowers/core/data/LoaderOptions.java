package io.threetowers.core.data;

import java.util.Optional;

/**
 * How a {@link TrainingLoader} works.
 *
 * @param batchSize B, examples in each batch
 * @param workers threads that decode, augment and tokenise
 * @param prefetch batches kept ready
 * @param distinct a label or text field of which no two examples of a batch have the same value
 * @param augmentation of the images that augmented lanes read
 * @param seed of the order and of every random choice
 */
public record LoaderOptions(
    int batchSize,
    int workers,
    int prefetch,
    Optional<String> distinct,
    Augmentation augmentation,
    long seed) {
  public LoaderOptions {
    if (batchSize < 1 || workers < 1 || prefetch < 1) {
      throw new IllegalArgumentException(
          "batch size %d, %d workers and %d prefetched batches must each be at least 1"
              .formatted(batchSize, workers, prefetch));
    }
  }
}
