package io.threetowers.core.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How rows lie in their file: after a header, chunks of equal size, each with the ids of its
 * examples and their float32 rows.
 *
 * @param width D
 * @param views rows of each example
 * @param chunk examples of a full chunk
 */
record Layout(int width, int views, int chunk) {
  /** Of the file, and its magic. */
  static final int FILE_HEADER = 32;

  static final int CHUNK_HEADER = 24;

  private static final int ID_BYTES = 2 * Long.BYTES;
  private static final int CHUNK = 256;
  private static final long LARGEST = 64L << 20;

  /** As many examples as are embedded again at most after a cut, and as fit into memory. */
  static Layout of(int width, int views) {
    long example = (long) Float.BYTES * width * views;
    return new Layout(width, views, (int) Math.max(1, Math.min(CHUNK, LARGEST / example)));
  }

  /** Of all views of one example. */
  int exampleBytes() {
    return Math.toIntExact((long) Float.BYTES * width * views);
  }

  /** For each example an id and whether it can be read. */
  int directoryBytes() {
    return chunk * (ID_BYTES + 1);
  }

  int rowsBytes() {
    return Math.multiplyExact(chunk, exampleBytes());
  }

  int chunkBytes() {
    return Math.addExact(CHUNK_HEADER + directoryBytes(), rowsBytes());
  }

  /** Where a chunk begins. */
  long offset(long number) {
    return FILE_HEADER + number * chunkBytes();
  }

  /** Where a row begins. */
  long offset(long position, int view) {
    return offset(position / chunk)
        + CHUNK_HEADER
        + directoryBytes()
        + position % chunk * exampleBytes()
        + (long) view * width * Float.BYTES;
  }

  /** How many whole chunks a file of so many bytes has. */
  long chunks(long bytes) {
    return Math.max(0, bytes - FILE_HEADER) / chunkBytes();
  }

  /** The header of a file. */
  ByteBuffer header() {
    ByteBuffer header = ByteBuffer.allocate(FILE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(0x0100_5357_4f52_5433L).putInt(width).putInt(views).putInt(chunk);
    header.putInt(FILE_HEADER - Integer.BYTES, Checksum.of(header.array(), 0, header.position()));
    return header.rewind();
  }
}
