package io.threetowers.core.train;

/**
 * How far a frozen tower is with the training data.
 *
 * @param tower its name
 * @param done examples so far, those that could not be read included
 * @param total examples of the training data
 * @param seconds since it began
 */
public record EmbeddingLog(String tower, long done, long total, double seconds) {

  public double examplesPerSecond() {
    return done / seconds;
  }

  /** Seconds to the end at this pace. */
  public double secondsLeft() {
    return Math.max(0, total - done) * seconds / done;
  }
}
