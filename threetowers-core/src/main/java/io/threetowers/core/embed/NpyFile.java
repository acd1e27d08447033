package io.threetowers.core.embed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;

/**
 * An array (N, D) of NumPy that grows row by row, byte for byte as {@code numpy.save} writes it
 * (numpy/lib/format.py, version 1.0).
 *
 * <p>The header says N, which is known at the end only; NumPy leaves room for 21 digits of it, so
 * that the header always takes 128 bytes.
 */
final class NpyFile implements AutoCloseable {
  private static final int HEADER_BYTES = 128;
  private static final int DIGITS = 21;

  private final FileChannel channel;
  private final int width;
  private final DataType type;
  private long rows;

  private NpyFile(FileChannel channel, int width, DataType type) {
    this.channel = channel;
    this.width = width;
    this.type = type;
  }

  /**
   * Begins a file, in place of any that is there.
   *
   * @param width D
   * @param half float16 instead of float32
   */
  static NpyFile create(Path file, int width, boolean half) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    channel.position(HEADER_BYTES);
    return new NpyFile(channel, width, half ? DataType.FLOAT16 : DataType.FLOAT32);
  }

  /**
   * Adds rows.
   *
   * @param batch (B, D) float32
   * @param copies (B) how often each row is written
   */
  void append(NDArray batch, int[] copies) throws IOException {
    // A copy, as what is closed here takes the bytes along that a buffer shows.
    try (NDArray typed = batch.toType(type, true)) {
      append(typed.toByteBuffer(true), copies);
    }
    rows += Arrays.stream(copies).sum();
  }

  private void append(ByteBuffer bytes, int[] copies) throws IOException {
    if (Arrays.stream(copies).allMatch(count -> count == 1)) {
      writeFully(bytes);
    } else {
      for (int row = 0; row < copies.length; row++) {
        for (int copy = 0; copy < copies[row]; copy++) {
          writeFully(bytes.slice(row * rowBytes(), rowBytes()));
        }
      }
    }
  }

  /** Takes out the rows that are not among {@code kept}; the others move up. */
  void keep(BitSet kept) throws IOException {
    if (kept.cardinality() == rows) {
      return;
    }
    ByteBuffer row = ByteBuffer.allocateDirect(rowBytes());
    long to = 0;
    for (int from = kept.nextSetBit(0); from >= 0; from = kept.nextSetBit(from + 1)) {
      channel.read(row.clear(), place(from));
      channel.write(row.flip(), place(to));
      to++;
    }
    channel.truncate(place(to));
    rows = to;
  }

  private long place(long row) {
    return HEADER_BYTES + row * rowBytes();
  }

  private int rowBytes() {
    return width * type.getNumOfBytes();
  }

  /** Writes the header, and brings all to the disk. */
  void finish() throws IOException {
    String shape = "(%d, %d)".formatted(rows, width);
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(type == DataType.FLOAT16 ? "<f2" : "<f4", shape);
    dictionary += " ".repeat(DIGITS - Long.toString(rows).length());
    int length = HEADER_BYTES - 10;
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.put("\u0093NUMPY\u0001\u0000".getBytes(ISO_8859_1)).putShort((short) length);
    header.put(dictionary.getBytes(ISO_8859_1));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    header.put((byte) '\n');
    channel.position(0);
    writeFully(header.flip());
    channel.force(true);
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
