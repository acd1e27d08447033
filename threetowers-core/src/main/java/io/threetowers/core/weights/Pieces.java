package io.threetowers.core.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.threetowers.core.script.Autograd;
import java.io.IOException;

/** Cuts an array so that it can be moved through a small buffer. */
final class Pieces {

  /** Bytes that pass through memory at a time. */
  static final int CHUNK = 1 << 22;

  /** What is done with a piece. */
  @FunctionalInterface
  interface Action {
    void accept(NDArray piece) throws IOException;
  }

  private Pieces() {}

  /** Hands over pieces that take at most {@link #CHUNK} bytes. */
  static void each(NDArray array, int bytesPerEntry, Action action) throws IOException {
    each(array, bytesPerEntry, CHUNK, action);
  }

  /**
   * Hands over views of the array, row after row, that leave no trace in any gradient; those of an
   * empty array are none.
   *
   * @param bytesPerEntry bytes that an entry takes in the buffer
   * @param most bytes of a piece
   */
  static void each(NDArray array, int bytesPerEntry, int most, Action action) throws IOException {
    long bytes = array.size() * bytesPerEntry;
    if (bytes <= most) {
      if (bytes > 0) {
        action.accept(array);
      }
      return;
    }
    long rows = array.getShape().get(0);
    long together = most / (bytes / rows);
    for (long row = 0; row < rows; row += Math.max(1, together)) {
      NDIndex index =
          together == 0
              ? new NDIndex(row)
              : new NDIndex("{}:{}", row, Math.min(row + together, rows));
      try (NDArray view = Autograd.notRecording(() -> array.get(index))) {
        each(view, bytesPerEntry, most, action);
      }
    }
  }
}
