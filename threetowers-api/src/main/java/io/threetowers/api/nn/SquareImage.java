package io.threetowers.api.nn;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * An image as a square of pixels, (side, side, 3) uint8.
 *
 * @param side in pixels
 * @param fit of images that are no squares
 * @param shortSide before {@link Fit#CROP} cuts out the middle, in pixels; at least the side
 * @param filter that resizes
 */
public record SquareImage(int side, Fit fit, int shortSide, Pixels.Filter filter)
    implements InputTransform {

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
    Pixels square =
        switch (fit) {
          case SQUASH -> pixels.resize(side, side, filter);
          case CROP -> crop(pixels);
        };
    row.put(square.rgb());
  }

  /**
   * torchvision's Resize and CenterCrop: the long side is rounded down, the offset to the nearest
   * even.
   */
  private Pixels crop(Pixels pixels) {
    int shorter = Math.min(pixels.width(), pixels.height());
    int width = (int) ((long) shortSide * pixels.width() / shorter);
    int height = (int) ((long) shortSide * pixels.height() / shorter);
    int left = (int) Math.rint((width - side) / 2.0);
    int top = (int) Math.rint((height - side) / 2.0);
    return pixels.resize(width, height, filter).crop(left, top, side, side);
  }
}
