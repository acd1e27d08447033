package io.threetowers.core.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The laps of one step.
 *
 * <p>A lap costs one reading of the clock, some 25 ns, and there are about ten in a step. On a GPU
 * a lap ends when its work is queued, unless the watch waits for the device.
 */
public final class Stopwatch {
  private final Runnable device;
  private final List<Lap> laps = new ArrayList<>(16);
  private final long started = System.nanoTime();
  private long last = started;

  /**
   * One lap.
   *
   * @param begin as {@link System#nanoTime}
   * @param end as {@link System#nanoTime}
   */
  public record Lap(String stage, long begin, long end) {
    public long nanos() {
      return end - begin;
    }
  }

  /** Starts; waits for no device. */
  public Stopwatch() {
    this(() -> {});
  }

  /**
   * Starts.
   *
   * @param device waits until the device has done what was asked of it; called at the end of each
   *     lap
   */
  public Stopwatch(Runnable device) {
    this.device = device;
  }

  /** Ends a lap, which began where the one before ended. */
  public void lap(String stage) {
    device.run();
    long now = System.nanoTime();
    laps.add(new Lap(stage, last, now));
    last = now;
  }

  /** In their order. */
  public List<Lap> laps() {
    return laps;
  }

  /** Nanoseconds by stage. */
  public Map<String, Long> stages() {
    Map<String, Long> stages = new LinkedHashMap<>();
    laps.forEach(lap -> stages.merge(lap.stage(), lap.nanos(), Long::sum));
    return stages;
  }

  /** As {@link System#nanoTime}. */
  public long started() {
    return started;
  }

  /** Nanoseconds from the start to the end of the last lap. */
  public long nanos() {
    return last - started;
  }
}
