package io.threetowers.core.data;

import java.util.ArrayList;
import java.util.List;

/**
 * A place between two batches, from which training goes on as if it had never stopped.
 *
 * @param step batches consumed since the run began
 * @param epoch counts from 0
 * @param taken the batches consumed in this epoch, in their order
 * @param unreadable keys of the examples found unreadable in this epoch, sorted: they had no place
 *     in those batches
 */
public record DataPosition(long step, long epoch, List<Run> taken, List<String> unreadable) {
  private static final DataPosition START = new DataPosition(0, 0, List.of(), List.of());

  /**
   * Batches of one size, one after the other.
   *
   * @param size B of each
   * @param batches how many
   */
  public record Run(int size, long batches) {
    public Run {
      if (size < 1 || batches < 1) {
        throw new IllegalArgumentException(batches + " batches of " + size);
      }
    }
  }

  public DataPosition {
    taken = List.copyOf(taken);
    unreadable = List.copyOf(unreadable);
    if (epoch < 0 || step < taken.stream().mapToLong(Run::batches).sum()) {
      throw new IllegalArgumentException("step " + step + ", epoch " + epoch + ", " + taken);
    }
  }

  /** Before the first batch. */
  public static DataPosition start() {
    return START;
  }

  /** How many batches were consumed in this epoch. */
  public long batches() {
    return taken.stream().mapToLong(Run::batches).sum();
  }

  /** How many examples these batches had. */
  public long examples() {
    return taken.stream().mapToLong(run -> run.batches() * run.size()).sum();
  }

  /** Before the first batch of the next epoch. */
  DataPosition nextEpoch() {
    return new DataPosition(step, epoch + 1, List.of(), List.of());
  }

  /** The batches consumed in an epoch, and one more. */
  static List<Run> and(List<Run> taken, int size) {
    List<Run> more = new ArrayList<>(taken);
    int last = more.size() - 1;
    if (last >= 0 && more.get(last).size() == size) {
      more.set(last, new Run(size, more.get(last).batches() + 1));
    } else {
      more.add(new Run(size, 1));
    }
    return more;
  }
}
