package io.threetowers.core.watch;

import java.util.Map;

/**
 * What a verdict is made of.
 *
 * @param workers of the loader
 * @param prefetch batches that the loader keeps ready
 * @param cores of the machine
 * @param frozen by name, seconds per step of each tower that is run though it is frozen, since it
 *     sees augmented views and has no cache
 */
public record Pulse(Lapse lapse, int workers, int prefetch, int cores, Map<String, Double> frozen) {

  /** The share of the time in which the step waits for data. */
  double waiting() {
    return lapse.share(Stage.WAIT);
  }

  /** The share of the time in which the one thread that reads is busy. */
  double reading() {
    return lapse.share(Stage.READ) + lapse.share(Stage.COLLATE);
  }

  /** Thread-seconds of the workers per step. */
  double work() {
    return lapse.seconds(Stage.DECODE)
        + lapse.seconds(Stage.AUGMENT)
        + lapse.seconds(Stage.TRANSFORM);
  }

  /** The share of the time in which a worker is busy. */
  double busy() {
    return work() / workers / lapse.stepSeconds();
  }

  /** How many workers would keep up with the step. */
  int workersNeeded() {
    double computing = lapse.stepSeconds() - lapse.seconds(Stage.WAIT);
    return (int) Math.ceil(work() / Math.max(computing, 1e-9));
  }

  /** The frozen tower that takes the most; empty if there is none. */
  String slowestFrozen() {
    return frozen.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** The share of a step that it takes. */
  double slowestFrozenShare() {
    return frozen.getOrDefault(slowestFrozen(), 0.0) / lapse.stepSeconds();
  }
}
