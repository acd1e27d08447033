package io.threetowers.core.watch;

import io.threetowers.core.data.LoaderTimes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Adds up what steps take between two logs.
 *
 * <p>On a GPU the laps of a step say when work was queued, not when it was done. There the stages
 * are those of the last synchronised step, which is slower than others and left out of the
 * throughput; only waiting for data is added up over all steps.
 */
public final class Pace {
  private final boolean gpu;
  private final LongSupplier nanos;
  private final long began;
  private final Map<String, Long> sums = new LinkedHashMap<>();
  private final Map<String, Long> apart = new LinkedHashMap<>();
  private Map<String, Long> synchronised = Map.of();
  private LoaderTimes loaded = LoaderTimes.NONE;
  private long since;
  private long counted;
  private long observed;
  private long observedNanos;
  private long steps;
  private long evaluations;
  private long checkpoints;
  private double stepSeconds;

  public Pace(boolean gpu) {
    this(gpu, System::nanoTime);
  }

  Pace(boolean gpu, LongSupplier nanos) {
    this.gpu = gpu;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
    this.since = began;
  }

  /** A step like any other. */
  public void step(Stopwatch watch) {
    steps++;
    counted++;
    for (Stopwatch.Lap lap : watch.laps()) {
      if (!gpu || lap.stage().equals(Stage.WAIT)) {
        sums.merge(lap.stage(), lap.nanos(), Long::sum);
      }
    }
  }

  /** A step that waited for the device after each stage. */
  public void synchronisedStep(Stopwatch watch) {
    leaveOut(watch);
    synchronised = new LinkedHashMap<>(watch.stages());
    synchronised.remove(Stage.WAIT);
  }

  /** A step that is slower than others, because it is observed. */
  public void leaveOut(Stopwatch watch) {
    steps++;
    observed++;
    observedNanos += watch.nanos();
    since += watch.nanos();
  }

  /**
   * Steps take another time from now on: forgets what those before took. What the loader did,
   * evaluations and checkpoints still count for all steps since the last log, and for the whole
   * run.
   */
  public void change() {
    since = nanos.getAsLong();
    counted = 0;
    observed = 0;
    observedNanos = 0;
    sums.clear();
    synchronised = Map.of();
    stepSeconds = 0;
  }

  /** Something between steps. */
  public void apart(String stage, long nanoseconds) {
    since += nanoseconds;
    apart.merge(stage, nanoseconds, Long::sum);
    evaluations += stage.equals(Stage.EVALUATION) ? nanoseconds : 0;
    checkpoints += stage.equals(Stage.CHECKPOINT) ? nanoseconds : 0;
  }

  /**
   * What was added up since the last call, and starts anew.
   *
   * @param loader what the loader's threads have done so far
   */
  public Lapse lapse(LoaderTimes loader) {
    long now = nanos.getAsLong();
    if (counted > 0) {
      stepSeconds = (now - since) / 1e9 / counted;
    } else if (stepSeconds == 0) {
      stepSeconds = observedNanos / 1e9 / observed; // nothing but observed steps so far
    }
    Map<String, Double> stages = new LinkedHashMap<>();
    loader.since(loaded).stages().forEach((stage, sum) -> stages.put(stage, sum / 1e9 / steps));
    sums.forEach((stage, sum) -> stages.put(stage, sum / 1e9 / counted));
    synchronised.forEach((stage, time) -> stages.put(stage, time / 1e9));
    apart.forEach((stage, sum) -> stages.put(stage, sum / 1e9 / steps));
    double session = now - began;
    Lapse lapse = new Lapse(stepSeconds, stages, evaluations / session, checkpoints / session);
    begin(now, loader);
    return lapse;
  }

  private void begin(long now, LoaderTimes loader) {
    since = now;
    loaded = loader;
    counted = 0;
    observed = 0;
    observedNanos = 0;
    steps = 0;
    sums.clear();
    apart.clear();
  }
}
