package io.threetowers.core.builtin;

import java.nio.file.Path;
import java.util.List;

/** Where the examples of one tar file are: about 100 bytes each. */
final class Shard {
  private final Path file;
  private final boolean gzipped;
  private final int slots;
  private final List<String> keys;
  private final long[] offsets;
  private final int[] lengths;

  /**
   * An index.
   *
   * @param slots members of each example
   * @param keys of the examples, in the order of the file
   * @param offsets (examples x slots) of the members' contents in the unpacked tar
   * @param lengths (examples x slots) of the contents
   */
  Shard(Path file, boolean gzipped, int slots, List<String> keys, long[] offsets, int[] lengths) {
    this.file = file;
    this.gzipped = gzipped;
    this.slots = slots;
    this.keys = List.copyOf(keys);
    this.offsets = offsets;
    this.lengths = lengths;
  }

  Path file() {
    return file;
  }

  boolean gzipped() {
    return gzipped;
  }

  int slots() {
    return slots;
  }

  /** How many examples there are. */
  int size() {
    return keys.size();
  }

  String key(int example) {
    return keys.get(example);
  }

  long offset(int example, int slot) {
    return offsets[example * slots + slot];
  }

  int length(int example, int slot) {
    return lengths[example * slots + slot];
  }
}
