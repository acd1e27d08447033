package io.threetowers.core.train;

import io.threetowers.core.data.Stepwise;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.Length;
import io.threetowers.core.experiment.TimelineEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where the entries of a timeline lie, and how many steps a run has, while the batch's size changes
 * on the way: epochs and examples are counted at the size that each step has.
 */
final class BatchGrowth {
  private static final long UNKNOWN = -1;

  /** More steps than any run has, and few enough to be multiplied by a batch. */
  private static final long MOST = 1L << 31;

  private final List<TimelineEntry> entries;
  private final Length duration;
  private final int batch;
  private final long examplesPerEpoch;

  BatchGrowth(Experiment experiment, long examplesPerEpoch) {
    this.entries = experiment.timeline();
    this.duration = experiment.train().duration();
    this.batch = experiment.loader().batch();
    this.examplesPerEpoch = examplesPerEpoch;
  }

  Budget budget() {
    boolean grows = entries.stream().anyMatch(entry -> entry.batch().isPresent());
    if (!grows || !duration.countsExamples()) {
      // The total is what is asked for here; TrainSpec has refused a share of it.
      return budget(duration.steps(batch, examplesPerEpoch, 0));
    }
    return budget(stepsFor(duration.examples(examplesPerEpoch)));
  }

  /**
   * The run whose examples come nearest. Percentages move with its length, so that it is searched
   * for; a longer run has more examples.
   */
  private long stepsFor(double target) {
    long low = 0;
    long high = 1;
    while (high < MOST && examples(high) <= target) {
      low = high;
      high *= 2;
    }
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (examples(middle) <= target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double share = (target - examples(low)) / (examples(high) - examples(low));
    return Math.max(1, share > 0.5 ? high : low);
  }

  private double examples(long steps) {
    return steps == 0 ? 0 : budget(steps).examples(steps);
  }

  /** Entry after entry in the order of the run, since one tells where the next lies. */
  private Budget budget(long steps) {
    List<Long> places = new ArrayList<>(Collections.nCopies(entries.size(), UNKNOWN));
    NavigableMap<Long, Integer> batches = new TreeMap<>();
    batches.put(0L, batch);
    long at = 0;
    double examples = 0;
    for (int placed = 0; placed < entries.size(); placed++) {
      int size = batches.lastEntry().getValue();
      int next = -1;
      long nearest = Long.MAX_VALUE;
      for (int i = 0; i < entries.size(); i++) {
        long place = place(entries.get(i).at(), at, examples, size, steps);
        if (places.get(i) == UNKNOWN && (next < 0 || place < nearest)) {
          next = i;
          nearest = place;
        }
      }
      places.set(next, nearest);
      examples += (double) (nearest - at) * size;
      at = nearest;
      if (entries.get(next).batch().isPresent()) {
        batches.put(at, entries.get(next).batch().get());
      }
    }
    return new Budget(new Stepwise<>(batches), examplesPerEpoch, steps, places);
  }

  /**
   * The step of an entry.
   *
   * @param at a step before it
   * @param examples up to there
   * @param size of the batches from there on
   */
  private long place(Length length, long at, double examples, int size, long steps) {
    if (!length.countsExamples()) {
      return length.steps(size, examplesPerEpoch, steps);
    }
    double more = length.examples(examplesPerEpoch) - examples;
    long place = at + Math.max(0, (long) Math.rint(more / size));
    return length.examples(examplesPerEpoch) > 0 ? Math.max(1, place) : place;
  }
}
