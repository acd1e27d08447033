package io.threetowers.launcher;

import java.util.function.LongSupplier;

/**
 * How often people are told of progress that comes with every batch: on a terminal as often as an
 * eye can follow, in lines every ten seconds.
 */
final class ProgressPace {
  private static final long RENEWAL = 100_000_000L;
  private static final long LINE = 10_000_000_000L;

  private final LongSupplier nanos;
  private long renewed;
  private long told;

  /**
   * Starts now.
   *
   * @param nanos the time
   */
  ProgressPace(LongSupplier nanos) {
    this.nanos = nanos;
    this.told = nanos.getAsLong();
    this.renewed = told - RENEWAL;
  }

  /** Whether the line that renews itself is due; then it counts as renewed. */
  boolean renews() {
    long now = nanos.getAsLong();
    boolean due = now - renewed >= RENEWAL;
    renewed = due ? now : renewed;
    return due;
  }

  /** Whether a line of its own is due; then it counts as told. */
  boolean tells() {
    long now = nanos.getAsLong();
    boolean due = now - told >= LINE;
    told = due ? now : told;
    return due;
  }
}
