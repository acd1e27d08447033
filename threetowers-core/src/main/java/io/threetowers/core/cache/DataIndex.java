package io.threetowers.core.cache;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * Which row each example of a data source has: a mapped file with the {@link Position} of each, in
 * the order of the data, then a table from keys to them. It takes 44 bytes of disk for each example
 * and no memory of Java.
 */
final class DataIndex {
  private static final long MAGIC = 0x0100_5844_4954_3354L;
  private static final int HEADER = 32;

  private final Path path;
  private final Mapping memory;
  private final long examples;
  private final HashTable table;

  private DataIndex(Path path, Mapping memory, long examples, long capacity, long reserved) {
    this.path = path;
    this.memory = memory;
    this.examples = examples;
    this.table = new HashTable(memory, HEADER + reserved * Long.BYTES, capacity);
  }

  /** Opens a file; empty if there is none that is whole. */
  static Optional<DataIndex> open(Path path) throws IOException {
    if (!Files.isRegularFile(path) || Files.size(path) < HEADER) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    CRC32C crc = new CRC32C();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      header.put(in.readNBytes(HEADER)).flip();
      crc.update(header.array(), 0, 3 * Long.BYTES);
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        crc.update(buffer, 0, count);
      }
    }
    long examples = header.getLong(8);
    long reserved = header.getLong(16);
    if (header.getLong(0) != MAGIC
        || header.getLong(24) != crc.getValue()
        || Files.size(path) != bytes(reserved)) {
      return Optional.empty();
    }
    Mapping memory = Mapping.of(path, bytes(reserved), false);
    return Optional.of(
        new DataIndex(path, memory, examples, HashTable.capacity(reserved), reserved));
  }

  private static long bytes(long reserved) {
    return HEADER + reserved * Long.BYTES + HashTable.bytes(HashTable.capacity(reserved));
  }

  /** How many examples the data have. */
  long examples() {
    return examples;
  }

  Path path() {
    return path;
  }

  /** The position of the example of each key; 0 if the data have none. */
  long[] positions(List<String> keys) throws IOException {
    return memory.guarded(() -> keys.stream().mapToLong(key -> table.get(Id.of(key))).toArray());
  }

  /** Gives the position of each example, in the order of the data. */
  void forEach(LongConsumer action) throws IOException {
    memory.guarded(
        () -> {
          for (long i = 0; i < examples; i++) {
            action.accept(memory.getLong(HEADER + i * Long.BYTES));
          }
          return this;
        });
  }

  /** Makes an index in a file that nobody else knows. */
  static final class Builder {
    private final Path path;
    private final long reserved;
    private final Mapping memory;
    private final HashTable table;
    private long examples;

    /**
     * An empty one.
     *
     * @param path of a file that is there and is overwritten
     * @param reserved at most so many examples
     */
    Builder(Path path, long reserved) throws IOException {
      this.path = path;
      this.reserved = reserved;
      HashTable.zeros(path, bytes(reserved));
      this.memory = Mapping.of(path, bytes(reserved), true);
      this.table =
          new HashTable(memory, HEADER + reserved * Long.BYTES, HashTable.capacity(reserved));
    }

    /** Reserves the place of the next example. */
    long next() {
      if (examples == reserved) {
        throw new IllegalStateException("a data source gave more examples than it says it has");
      }
      return examples++;
    }

    /** Says where an example stands. */
    void set(long place, Id key, long position) throws IOException {
      memory.guarded(
          () -> {
            memory.putLong(HEADER + place * Long.BYTES, position);
            table.put(key, position);
            return this;
          });
    }

    /** Seals the file; the result reads what this one wrote. */
    DataIndex build() throws IOException {
      memory.putLong(0, MAGIC);
      memory.putLong(8, examples);
      memory.putLong(16, reserved);
      CRC32C crc = new CRC32C();
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        byte[] buffer = new byte[1 << 16];
        long left = bytes(reserved);
        int skip = HEADER;
        int count = file.read(buffer, 0, HEADER);
        crc.update(buffer, 0, 3 * Long.BYTES);
        for (left -= skip; left > 0; left -= count) {
          count = file.read(buffer, 0, (int) Math.min(buffer.length, left));
          crc.update(buffer, 0, count);
        }
        memory.putLong(24, crc.getValue());
        file.getFD().sync();
      }
      return new DataIndex(path, memory, examples, HashTable.capacity(reserved), reserved);
    }
  }
}
