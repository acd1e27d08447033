package io.threetowers.core.cache;

/** Where an example stands in a file of rows, as a number of a {@link HashTable}. */
final class Position {
  /** An example that has no row because it cannot be read. */
  static final long UNREADABLE = 1;

  private static final long FIRST = 2;

  private Position() {}

  /** Of place {@code place} in a chunk. */
  static long of(long chunk, int place, Layout layout) {
    return chunk * layout.chunk() + place + FIRST;
  }

  static boolean isRow(long number) {
    return number >= FIRST;
  }

  /** The place among all places of the file. */
  static long row(long number) {
    return number - FIRST;
  }
}
