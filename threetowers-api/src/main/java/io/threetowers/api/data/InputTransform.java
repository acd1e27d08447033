package io.threetowers.api.data;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Makes one row of a tower's input from one value. Safe for use by many threads.
 *
 * <p>Images travel as uint8 (scaling and normalisation happen in the tower's script), token ids as
 * int64. One that makes thumbnails:
 *
 * <pre>{@code
 * record Thumbnail(int side, Pixels.Filter filter) implements InputTransform {
 *
 *   @Override
 *   public Shape shape() {
 *     return new Shape(side, side, 3);
 *   }
 *
 *   @Override
 *   public DataType type() {
 *     return DataType.UINT8;
 *   }
 *
 *   @Override
 *   public void write(Value value, RandomGenerator random, ByteBuffer row) {
 *     if (!(value instanceof Pixels image)) {
 *       throw new IllegalArgumentException("an image is needed, not " + value);
 *     }
 *     row.put(image.resize(side, side, filter).rgb());
 *   }
 * }
 * }</pre>
 */
public interface InputTransform {

  /** {@return the shape of one row, without the batch dimension} */
  Shape shape();

  /** {@return the type of an entry} */
  DataType type();

  /**
   * Writes one row.
   *
   * @param value of the tower's field; images arrive decoded, augmented and as {@link Pixels}
   * @param random seeded by the run's seed, epoch and the example's key; the only source of chance
   *     allowed
   * @param row exactly one row, little-endian, positioned at 0
   * @throws IllegalArgumentException if the value is of a kind that this transform does not read
   */
  void write(Value value, RandomGenerator random, ByteBuffer row);
}
