package io.threetowers.core.builtin;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Orders that depend on (seed, epoch) alone. */
final class Shuffle {

  private Shuffle() {}

  /** The generator of an epoch's order: neighbouring seeds and epochs have nothing in common. */
  static RandomGenerator random(long seed, long epoch) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
  }

  /** The numbers 0 … size-1 in random order (Fisher and Yates). */
  static int[] order(int size, RandomGenerator random) {
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    return order;
  }
}
