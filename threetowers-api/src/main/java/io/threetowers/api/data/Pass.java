package io.threetowers.api.data;

/**
 * One pass over a data source.
 *
 * @param shuffled whether the order is random; otherwise it is that of the files
 * @param seed of the order
 * @param epoch counts from 0; each epoch has an order of its own
 * @param shard which part of the pass, 0 … shards-1
 * @param shards how many parts the pass is divided into, one per process; together they give each
 *     example once
 */
public record Pass(boolean shuffled, long seed, long epoch, int shard, int shards) {
  /**
   * A pass.
   *
   * @param shuffled whether the order is random
   * @param seed without meaning unless shuffled
   * @param epoch without meaning unless shuffled
   * @param shard less than {@code shards}
   * @param shards at least 1
   * @throws IllegalArgumentException if there is no such shard
   */
  public Pass {
    if (shard < 0 || shard >= shards) {
      throw new IllegalArgumentException("shard " + shard + " of " + shards);
    }
  }

  /** {@return all examples in the order of the files, as evaluation reads them} */
  public static Pass inOrder() {
    return new Pass(false, 0, 0, 0, 1);
  }

  /**
   * All examples in random order.
   *
   * @param seed of the run
   * @param epoch counts from 0
   * @return the only shard
   */
  public static Pass shuffled(long seed, long epoch) {
    return new Pass(true, seed, epoch, 0, 1);
  }
}
