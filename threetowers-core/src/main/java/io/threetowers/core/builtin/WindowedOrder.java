package io.threetowers.core.builtin;

import io.threetowers.api.data.Pass;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The order of a pass over shards: shards in random order, a window of them at a time, and the
 * examples of a window in random order. Where all shards fit into one window that is a full
 * shuffle.
 */
final class WindowedOrder {
  private final int[] sizes;
  private final int window;
  private final boolean shuffled;
  private final RandomGenerator random;
  private final int[] shards;

  private int nextShard;
  private int[] starts = {0};
  private int[] examples = {};
  private int next;
  private int firstShard;
  private int shard;
  private int example;

  /**
   * Before the first example.
   *
   * @param sizes of the shards, in the order of the files
   * @param window how many shards are mixed
   */
  WindowedOrder(int[] sizes, int window, Pass pass) {
    this.sizes = sizes.clone();
    this.window = window;
    shuffled = pass.shuffled();
    random = Shuffle.random(pass.seed(), pass.epoch());
    shards = order(sizes.length);
  }

  private int[] order(int size) {
    return shuffled ? Shuffle.order(size, random) : IntStream.range(0, size).toArray();
  }

  /** Moves to the next example; false at the end. */
  boolean advance() {
    while (next == examples.length) {
      if (nextShard == shards.length) {
        return false;
      }
      openWindow();
    }
    int position = examples[next++];
    int slot = 0;
    while (starts[slot + 1] <= position) {
      slot++;
    }
    shard = shards[firstShard + slot];
    example = position - starts[slot];
    return true;
  }

  private void openWindow() {
    firstShard = nextShard;
    int count = Math.min(window, shards.length - firstShard);
    starts = new int[count + 1];
    for (int i = 0; i < count; i++) {
      starts[i + 1] = Math.addExact(starts[i], sizes[shards[firstShard + i]]);
    }
    nextShard += count;
    examples = order(starts[count]);
    next = 0;
  }

  /** Whether the present example is the first of its window. */
  boolean isNewWindow() {
    return next == 1;
  }

  /** The present example's shard, by its place among the files. */
  int shard() {
    return shard;
  }

  /** The present example, by its place in the shard. */
  int example() {
    return example;
  }
}
