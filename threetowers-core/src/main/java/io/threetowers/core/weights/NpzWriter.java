package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.threetowers.core.script.StoredZip;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Writes NumPy's archive of arrays as {@code numpy.savez} does: version 1.0, not compressed. */
public final class NpzWriter {
  /** The values begin at a multiple of this (numpy/lib/format.py, ARRAY_ALIGN). */
  private static final int ALIGNMENT = 64;

  /** Magic, version, and the length of the header in two bytes. */
  private static final int PREAMBLE = 10;

  private NpzWriter() {}

  /**
   * Writes a file; the same arrays give the same bytes.
   *
   * @param arrays float32, each below 2 GiB
   */
  public static void write(Path file, Map<String, NDArray> arrays) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        StoredZip zip = new StoredZip(out)) {
      for (Map.Entry<String, NDArray> entry : new TreeMap<>(arrays).entrySet()) {
        zip.put(entry.getKey() + ".npy", header(entry.getValue()), entry.getValue().toByteBuffer());
      }
    }
  }

  private static ByteBuffer header(NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException("no array of type " + array.getDataType() + " is written");
    }
    String sizes =
        LongStream.of(array.getShape().getShape())
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", "));
    String tuple = array.getShape().dimension() == 1 ? "(" + sizes + ",)" : "(" + sizes + ")";
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': " + tuple + ", }";
    int padded = (PREAMBLE + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
    header.put((byte) 0x93).put("NUMPY".getBytes(US_ASCII)).put((byte) 1).put((byte) 0);
    header.putShort((short) (padded - PREAMBLE)).put(text.getBytes(US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').flip();
  }
}
