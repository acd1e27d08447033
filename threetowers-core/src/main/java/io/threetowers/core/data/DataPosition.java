package io.threetowers.core.data;

import java.util.List;

/**
 * A place between two batches, from which training goes on as if it had never stopped.
 *
 * @param epoch counts from 0
 * @param batches consumed in this epoch
 * @param unreadable keys of the examples found unreadable in this epoch, sorted: they had no place
 *     in those batches
 */
public record DataPosition(long epoch, long batches, List<String> unreadable) {
  private static final DataPosition START = new DataPosition(0, 0, List.of());

  public DataPosition {
    if (epoch < 0 || batches < 0) {
      throw new IllegalArgumentException("epoch " + epoch + ", batch " + batches);
    }
    unreadable = List.copyOf(unreadable);
  }

  /** Before the first batch. */
  public static DataPosition start() {
    return START;
  }
}
