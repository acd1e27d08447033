package io.threetowers.core.cache;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Numbers by id, in a part of a mapped file: open addressing with linear probing, at most two
 * thirds full. Ids are hashes already, so their bits are evenly spread.
 */
final class HashTable {
  private static final int ENTRY = 3 * Long.BYTES;
  private static final byte[] ZEROS = new byte[1 << 16];

  private final Mapping memory;
  private final long offset;
  private final long capacity;

  /** A table in memory that is zero, or in which such a table was made. */
  HashTable(Mapping memory, long offset, long capacity) {
    this.memory = memory;
    this.offset = offset;
    this.capacity = capacity;
  }

  /** For so many ids. */
  static long capacity(long ids) {
    return ids + ids / 2 + 8;
  }

  static long bytes(long capacity) {
    return Math.multiplyExact(capacity, ENTRY);
  }

  /**
   * Makes a file of zeros. They are written, for on a full disk a hole in a file is found out only
   * when mapped memory is touched, by a fault.
   */
  static void zeros(Path file, long bytes) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long done = 0; done < bytes; done += ZEROS.length) {
        out.write(ZEROS, 0, (int) Math.min(ZEROS.length, bytes - done));
      }
    } catch (IOException e) {
      throw CacheFiles.unwritten(file, e);
    }
  }

  /**
   * Keeps a number; one that the id had before is replaced.
   *
   * @param number at least 1
   * @throws IllegalStateException if the table is full
   */
  void put(Id id, long number) {
    long entry = find(id);
    memory.putLong(entry, id.high());
    memory.putLong(entry + Long.BYTES, id.low());
    memory.putLong(entry + 2 * Long.BYTES, number);
  }

  /** The number of an id; 0 if it has none. */
  long get(Id id) {
    return memory.getLong(find(id) + 2 * Long.BYTES);
  }

  /** The place of an id, or the free one where it belongs. */
  private long find(Id id) {
    long slot = Math.multiplyHigh(id.high() >>> 1, capacity << 1);
    for (long tried = 0; tried < capacity; tried++) {
      long entry = offset + slot * ENTRY;
      boolean free = memory.getLong(entry + 2 * Long.BYTES) == 0;
      if (free
          || (memory.getLong(entry) == id.high()
              && memory.getLong(entry + Long.BYTES) == id.low())) {
        return entry;
      }
      slot = slot + 1 == capacity ? 0 : slot + 1;
    }
    throw new IllegalStateException("a data source gave more examples than it says it has");
  }
}
