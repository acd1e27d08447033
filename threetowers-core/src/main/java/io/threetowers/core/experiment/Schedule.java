package io.threetowers.core.experiment;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import java.util.Optional;

/**
 * What the learning rate is multiplied by at each step (big_vision/utils.py,
 * create_learning_rate_schedule).
 *
 * <p>Steps count from 0, so that under a warm-up from zero the first update has the multiplier 0
 * and moves nothing, as in big_vision; open_clip starts from the first step's share instead ({@code
 * warmup-start: first-step}).
 */
@Doc("what the learning rate is multiplied by at each step")
public record Schedule(
    @Doc("how it falls after the warm-up") @Default("cosine") Shape shape,
    @Doc("how long it rises from zero, linearly") @Default("0 steps") Length warmup,
    @Doc("how long it falls to zero at the end of the run, linearly, on top of its shape")
        @Default("0 steps")
        Length cooldown,
    @Doc(
            "multiplier of the first update of a warm-up: zero, as in big_vision, or 1 / warmup, as in open_clip")
        @Default("zero")
        WarmupStart warmupStart,
    @Doc("multiplier that cosine and linear end at") @Default("0") @Range(min = 0, max = 1)
        double end,
    @Doc("length over which rsqrt falls to 1/√2; 10000 steps if left out")
        Optional<Length> timescale) {

  /**
   * How the multiplier falls, of progress from 0, after the warm-up, to 1, at the end of the run.
   */
  public enum Shape {
    /** end + (1 − end) · (1 + cos(π · progress)) / 2. */
    COSINE,
    /** end + (1 − end) · (1 − progress). */
    LINEAR,
    /**
     * 1 / √(1 + steps since the warm-up / timescale); needs no end, so that a run can be prolonged.
     */
    RSQRT,
    /** 1. */
    CONSTANT
  }

  /** The numerator of the first step of a warm-up. */
  public enum WarmupStart {
    ZERO,
    FIRST_STEP
  }

  private static final Length DEFAULT_TIMESCALE = Length.ofSteps(10_000);

  public Schedule {
    boolean ends = shape == Shape.COSINE || shape == Shape.LINEAR;
    if (end != 0 && !ends) {
      throw new IllegalArgumentException(
          "end '%s' is for the shapes cosine and linear; for others there is cooldown"
              .formatted(end));
    }
    if (timescale.isPresent() && shape != Shape.RSQRT) {
      throw new IllegalArgumentException(
          "timescale '%s' is for the shape rsqrt".formatted(timescale.get()));
    }
  }

  /**
   * The multiplier of one step.
   *
   * @param step updates done before
   * @param totalSteps of the whole run
   * @param batchSize examples of a step, over all processes
   * @param examplesPerEpoch the size of the training data; 0 if it is not known
   */
  public double at(long step, long totalSteps, long batchSize, long examplesPerEpoch) {
    long warm = warmup.steps(batchSize, examplesPerEpoch, totalSteps);
    long cool = cooldown.steps(batchSize, examplesPerEpoch, totalSteps);
    double multiplier =
        switch (shape) {
          case COSINE -> between((1 + Math.cos(Math.PI * progress(step, warm, totalSteps))) / 2);
          case LINEAR -> between(1 - progress(step, warm, totalSteps));
          case RSQRT -> {
            Length scale = timescale.orElse(DEFAULT_TIMESCALE);
            double steps = Math.max(1, scale.steps(batchSize, examplesPerEpoch, totalSteps));
            yield 1 / Math.sqrt(1 + Math.max(0, step - warm) / steps);
          }
          case CONSTANT -> 1;
        };
    if (warm > 0) {
      long done = warmupStart == WarmupStart.ZERO ? step : step + 1;
      multiplier *= Math.min(1, (double) done / warm);
    }
    if (cool > 0) {
      multiplier *= Math.max(0, Math.min(1, (double) (totalSteps - step) / cool));
    }
    return multiplier;
  }

  private double between(double share) {
    return end + (1 - end) * share;
  }

  /** A run that ends with its warm-up has made no progress past it. */
  private static double progress(long step, long warm, long totalSteps) {
    if (totalSteps <= warm) {
      return 0;
    }
    return Math.min(1, Math.max(0, (double) (step - warm) / (totalSteps - warm)));
  }
}
