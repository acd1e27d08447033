package io.threetowers.core.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.threetowers.core.script.Autograd;

/**
 * An array as rows along its first dimension, so that it can be moved in pieces; a scalar is one
 * row.
 *
 * @param array the array
 * @param count how many rows
 * @param width entries of a row
 * @param perChunk how many rows move together
 */
record Rows(NDArray array, long count, long width, long perChunk) {

  /** Rows in chunks of about {@link Safetensors#CHUNK} bytes. */
  static Rows of(NDArray array, int bytesPerEntry) {
    Shape shape = array.getShape();
    long count = shape.dimension() == 0 ? 1 : shape.size() == 0 ? 0 : shape.get(0);
    long width = count == 0 ? 0 : shape.size() / count;
    long fitting = Safetensors.CHUNK / Math.max(1, width * bytesPerEntry);
    return new Rows(array, count, width, Math.max(1, Math.min(fitting, count)));
  }

  /** The shape of some of the rows. */
  Shape shape(long rows) {
    Shape shape = array.getShape();
    return shape.dimension() == 0 ? new Shape(1) : new Shape(rows).addAll(shape.slice(1));
  }

  /** Overwrites rows first … last-1 and leaves no trace in any gradient. */
  void set(long first, long last, NDArray values) {
    Autograd.notRecording(
        () -> {
          if (array.getShape().dimension() > 0) {
            array.set(range(first, last), values);
          } else {
            try (NDArray view = array.reshape(1)) {
              view.set(range(0, 1), values);
            }
          }
          return this;
        });
  }

  /** Rows first … last-1, not copied. */
  NDArray get(long first, long last) {
    return Autograd.notRecording(
        () -> array.getShape().dimension() > 0 ? array.get(range(first, last)) : array.reshape(1));
  }

  private static NDIndex range(long first, long last) {
    return new NDIndex("{}:{}", first, last);
  }
}
