package io.threetowers.testkit.samples;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

record Thumbnail(int side, Pixels.Filter filter) implements InputTransform {

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
      throw new IllegalArgumentException("an image is needed, not " + value);
    }
    row.put(image.resize(side, side, filter).rgb());
  }
}
