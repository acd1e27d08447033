package ${package};

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * An image as a square, (side, side, 3) uint8: scaling happens in the script, where it is fast.
 *
 * @param side in pixels
 */
record SquareImage(int side) implements InputTransform {

  @Override
  public Shape shape() {
    return new Shape(side, side, 3);
  }

  @Override
  public DataType type() {
    return DataType.UINT8;
  }

  @Override
  public void write(Value value, RandomGenerator random, ByteBuffer row) {
    if (!(value instanceof Pixels pixels)) {
      throw new IllegalArgumentException(
          "an image tower reads pixels, not a " + value.getClass().getSimpleName());
    }
    row.put(pixels.resize(side, side, Pixels.Filter.BICUBIC).rgb());
  }
}
