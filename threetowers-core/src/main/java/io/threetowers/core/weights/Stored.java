package io.threetowers.core.weights;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * A tensor as a file stores it: little-endian numbers, perhaps a view of more than its own.
 *
 * @param type of a number
 * @param shape of the tensor
 * @param strides how many numbers apart neighbours along each dimension lie
 * @param offset of the first number, in numbers
 * @param bytes all numbers of the storage
 */
record Stored(TensorType type, Shape shape, Shape strides, long offset, Bytes bytes) {
  /** The engine holds no more. */
  private static final int MAX_DIMENSIONS = 64;

  /**
   * A view may repeat numbers (stride 0) and so claim any size: up to this many are no harm, more
   * than the storage holds are refused.
   */
  private static final long REPEATED = 1 << 20;

  /**
   * Checks that the numbers exist.
   *
   * @throws IllegalArgumentException if not; the message goes on from the tensor's name
   */
  Stored {
    long held = bytes.size() / type.bytes();
    long count = count(shape.getShape(), type.bytes());
    if (strides.dimension() != shape.dimension()) {
      throw new IllegalArgumentException(
          "has %d strides for shape %s".formatted(strides.dimension(), shape));
    }
    if (offset < 0 || Arrays.stream(strides.getShape()).anyMatch(stride -> stride < 0)) {
      throw new IllegalArgumentException("has a negative offset or stride");
    }
    if (count > 0 && last(shape, strides, offset, held) >= held) {
      throw new IllegalArgumentException(
          "of type %s and shape %s reaches beyond the %d bytes that are stored for it"
              .formatted(type, shape, bytes.size()));
    }
    if (count > Math.max(held, REPEATED)) {
      throw new IllegalArgumentException(
          "of shape %s repeats the %d numbers that are stored for it".formatted(shape, held));
    }
  }

  /** Row by row, and nothing else in the bytes. */
  static Stored plain(TensorType type, Shape shape, Bytes bytes) {
    long needed = count(shape.getShape(), type.bytes()) * type.bytes();
    if (needed != bytes.size()) {
      throw new IllegalArgumentException(
          "of type %s and shape %s does not take the %d bytes that are stored for it"
              .formatted(type, shape, bytes.size()));
    }
    return new Stored(type, shape, rowMajor(shape), 0, bytes);
  }

  /** The same numbers with the order of the dimensions turned round. */
  Stored transposed() {
    int last = shape.dimension() - 1;
    long[] turnedShape = new long[last + 1];
    long[] turnedStrides = new long[last + 1];
    for (int i = 0; i <= last; i++) {
      turnedShape[i] = shape.get(last - i);
      turnedStrides[i] = strides.get(last - i);
    }
    return new Stored(type, new Shape(turnedShape), new Shape(turnedStrides), offset, bytes);
  }

  /** Whether the numbers lie row by row without a gap. */
  boolean isContiguous() {
    long expected = 1;
    for (int i = shape.dimension() - 1; i >= 0; i--) {
      if (shape.get(i) != 1 && strides.get(i) != expected) {
        return shape.size() == 0;
      }
      expected *= shape.get(i);
    }
    return true;
  }

  /** Numbers from the first to the last, those between that do not belong to it included. */
  long span() {
    return shape.size() == 0 ? 0 : last(shape, strides, 0, Long.MAX_VALUE) + 1;
  }

  /**
   * How many numbers a shape has.
   *
   * @throws IllegalArgumentException if it is no shape, or takes more bytes than there are numbers
   */
  static long count(long[] shape, int bytesEach) {
    if (shape.length > MAX_DIMENSIONS) {
      throw new IllegalArgumentException("has " + shape.length + " dimensions");
    }
    long bytes = bytesEach;
    boolean empty = false;
    for (long size : shape) {
      long factor = Math.max(size, 1);
      if (size < 0 || Math.multiplyHigh(bytes, factor) != 0 || bytes * factor < 0) {
        throw new IllegalArgumentException("has an impossible shape");
      }
      empty |= size == 0;
      bytes *= factor;
    }
    return empty ? 0 : bytes / bytesEach;
  }

  /** The place of the last number, or {@code limit} if it lies beyond. */
  private static long last(Shape shape, Shape strides, long offset, long limit) {
    long last = offset;
    for (int i = 0; i < strides.dimension(); i++) {
      long steps = shape.get(i) - 1;
      if (Math.multiplyHigh(steps, strides.get(i)) != 0 || steps * strides.get(i) < 0) {
        return limit;
      }
      last += steps * strides.get(i);
      if (last < 0 || last >= limit) {
        return limit;
      }
    }
    return last;
  }

  private static Shape rowMajor(Shape shape) {
    long[] strides = new long[shape.dimension()];
    long stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, shape.get(i));
    }
    return new Shape(strides);
  }
}
