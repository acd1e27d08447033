package io.threetowers.core.train;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The memory of a run, extrapolated from a few examples, in bytes.
 *
 * @param fixed the process with all parameters, gradients and moments
 * @param beside what the probe does not see, but a run has: copies of checkpoints and embeddings of
 *     frozen towers, where they lie in the same memory
 * @param update on top while the optimizer runs
 * @param rows of one example in a batch that waits or is computed on
 * @param waiting batches that wait, besides the one that is computed on
 * @param towers by name
 * @param loss of all edges at the batch asked for
 */
public record MemoryEstimate(
    long fixed,
    long beside,
    long update,
    long rows,
    int waiting,
    Map<String, TowerMemory> towers,
    long loss) {

  /** When a tower is run. */
  public enum Course {
    /** In each step, forward and back. */
    BOTH_WAYS,
    /** In each step, forward. */
    FORWARD,
    /** In none: its embeddings come with the batch. Before the first one, and in evaluations. */
    APART
  }

  /**
   * What a tower needs for n examples at a time: start + n · perExample.
   *
   * @param microBatch as the experiment says; the batch where it says nothing
   * @param perExample forward and, if it is trained, back
   */
  public record TowerMemory(Course course, int microBatch, long start, double perExample) {
    long of(long examples) {
      return start + Math.round(perExample * examples);
    }
  }

  /** The same with so many bytes beside it. */
  public MemoryEstimate with(long bytes) {
    return new MemoryEstimate(fixed, bytes, update, rows, waiting, towers, loss);
  }

  /** The most that is held at once. */
  public long peak(int batch) {
    return peak(batch, Integer.MAX_VALUE);
  }

  /**
   * The same with smaller micro-batches.
   *
   * @param most examples that any tower takes at a time
   */
  public long peak(int batch, int most) {
    long graphs = 0;
    long passing = loss;
    long apart = 0;
    for (TowerMemory tower : towers.values()) {
      int piece = Math.min(Math.min(tower.microBatch(), most), batch);
      if (tower.course() == Course.APART) {
        apart = Math.max(apart, tower.of(piece));
      } else if (tower.course() == Course.BOTH_WAYS && piece == batch) {
        graphs += tower.of(batch);
      } else {
        passing = Math.max(passing, tower.of(piece));
      }
    }
    long inputs = rows * batch * (1L + waiting);
    return fixed + beside + inputs + Math.max(apart, Math.max(graphs + passing, update));
  }

  /**
   * The largest micro-batch for all towers, a power of two, with which the run stays below a limit.
   *
   * @return empty if there is none
   */
  public OptionalInt microBatch(int batch, long limit) {
    for (int most = Integer.highestOneBit(batch); most >= 1; most /= 2) {
      if (peak(batch, most) <= limit) {
        return OptionalInt.of(most);
      }
    }
    return OptionalInt.empty();
  }
}
