package io.threetowers.trackers.mlflow;

import java.time.Duration;

/**
 * How long a server is waited for; never on the training thread, but for {@code end}.
 *
 * @param gather how long numbers are gathered before they are sent together
 * @param retry before a failed call is tried again; doubled each time, up to {@code longestRetry}
 * @param end how long the end of a run waits for what is left to be sent
 * @param numbers how many wait at most; later ones are lost
 */
record Patience(Duration gather, Duration retry, Duration longestRetry, Duration end, int numbers) {
  static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(10),
          100_000);

  Duration after(Duration wait) {
    Duration twice = wait.multipliedBy(2);
    return twice.compareTo(longestRetry) < 0 ? twice : longestRetry;
  }
}
