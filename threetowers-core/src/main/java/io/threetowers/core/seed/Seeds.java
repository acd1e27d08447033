package io.threetowers.core.seed;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Derives seeds from a run's seed and the names of what they are for, so that no random choice
 * depends on a thread, on the order of work, or on what else was drawn before.
 *
 * <p>Each part is hashed with FNV-1a (64 bits, over UTF-16 code units) and stirred into the state
 * with the finaliser of SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number
 * Generators, 2014), which is a bijection: runs with different seeds never share a derived seed for
 * the same single part. The numbers are part of what "the same run" means; they must not change
 * between versions.
 */
public final class Seeds {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Seeds() {}

  /**
   * The seed for one purpose.
   *
   * @param seed of the run
   * @param parts what it is for: strings, ints and longs; {@code ("ab", "c")} and {@code ("a",
   *     "bc")} differ, {@code 1} and {@code "1"} do not
   */
  public static long of(long seed, Object... parts) {
    long state = mix(seed + GOLDEN_GAMMA);
    for (Object part : parts) {
      if (!(part instanceof String || part instanceof Integer || part instanceof Long)) {
        throw new IllegalArgumentException(
            "a "
                + part.getClass().getName()
                + " may print differently in the next run; use its name");
      }
      state = mix((state ^ hash(part.toString())) + GOLDEN_GAMMA);
    }
    return state;
  }

  /** A generator that starts at {@link #of}. */
  public static RandomGenerator random(long seed, Object... parts) {
    return new SplittableRandom(of(seed, parts));
  }

  private static long hash(String text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      hash = (hash ^ (unit & 0xff)) * FNV_PRIME;
      hash = (hash ^ (unit >> 8)) * FNV_PRIME;
    }
    return hash;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
