package ${package};

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The middle of an image, (side, side, 3) uint8: its short side is resized, then the long one cut,
 * as torchvision's Resize and CenterCrop do it.
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
    if (!(value instanceof Pixels image)) {
      throw new IllegalArgumentException(
          "an image tower reads pixels, not a " + value.getClass().getSimpleName());
    }
    int shorter = Math.min(image.width(), image.height());
    int width = (int) ((long) side * image.width() / shorter);
    int height = (int) ((long) side * image.height() / shorter);
    int left = (int) Math.rint((width - side) / 2.0);
    int top = (int) Math.rint((height - side) / 2.0);
    Pixels square = image.resize(width, height, Pixels.Filter.BILINEAR).crop(left, top, side, side);
    row.put(square.rgb());
  }
}
