package io.threetowers.core.cache;

import java.util.BitSet;
import java.util.List;

/**
 * The examples of a chunk.
 *
 * @param ids of their contents, in the order of the rows; none in a chunk that was given up
 * @param unreadable places of those that have no row because they cannot be read
 */
record Directory(List<Id> ids, BitSet unreadable) {

  Directory {
    ids = List.copyOf(ids);
  }

  /** Of a damaged chunk whose examples have been embedded again elsewhere. */
  static Directory givenUp() {
    return new Directory(List.of(), new BitSet());
  }
}
