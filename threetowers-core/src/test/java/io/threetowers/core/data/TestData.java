package io.threetowers.core.data;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;

/** Small examples and transforms for tests of the loaders. */
final class TestData {
  static final int SIDE = 8;

  private TestData() {}

  /**
   * Examples k0, k1, … with a PNG image, two captions and a concept.
   *
   * @param concepts example i is of concept i modulo this number
   * @param unreadable examples whose image is damaged
   */
  static List<Example> examples(int count, int concepts, Set<Integer> unreadable) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] image = unreadable.contains(i) ? new byte[] {1, 2, 3} : png(i);
      examples.add(example(i, concepts, Value.Raw.of(image)));
    }
    return examples;
  }

  static Example example(int i, int concepts, Value image) {
    Map<String, Value> fields = new HashMap<>();
    fields.put("image", image);
    fields.put("text", new Value.Text(List.of("first " + i, "second " + i, "third " + i)));
    fields.put("concept", new Value.Label("c" + i % concepts));
    return new Example("k" + i, fields);
  }

  static byte[] png(int seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 12; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LoaderOptions options(int batch, int workers, boolean distinct) {
    Augmentation augmentation =
        new Augmentation(List.of(0.5, 1.0), List.of(0.75, 1.34), 0.5, new Jitter(0.3, 0.3, 0.3));
    return new LoaderOptions(
        batch,
        workers,
        2,
        distinct ? Optional.of("concept") : Optional.empty(),
        augmentation,
        1234);
  }

  static List<Lane> lanes() {
    return List.of(
        new Lane("image", "image", true, images()),
        new Lane("third", "image", false, images()),
        new Lane("text", "text", true, texts()));
  }

  static InputTransform images() {
    return new InputTransform() {
      @Override
      public Shape shape() {
        return new Shape(SIDE, SIDE, 3);
      }

      @Override
      public DataType type() {
        return DataType.UINT8;
      }

      @Override
      public void write(Value value, RandomGenerator random, ByteBuffer row) {
        row.put(((Pixels) value).resize(SIDE, SIDE, Pixels.Filter.BILINEAR).rgb());
      }
    };
  }

  /** Two numbers: the hash of the text and a random one. */
  static InputTransform texts() {
    return new InputTransform() {
      @Override
      public Shape shape() {
        return new Shape(2);
      }

      @Override
      public DataType type() {
        return DataType.INT64;
      }

      @Override
      public void write(Value value, RandomGenerator random, ByteBuffer row) {
        row.putLong(((Value.Text) value).texts().get(0).hashCode()).putLong(random.nextLong());
      }
    };
  }

  /** The concepts of the examples, sorted. */
  static List<LabelLane> labels(ListSource source) {
    String[] concepts =
        source.examples().stream()
            .map(example -> ((Value.Label) example.fields().get("concept")).name())
            .distinct()
            .sorted()
            .toArray(String[]::new);
    return List.of(new LabelLane("concept", Arrays.asList(concepts)));
  }
}
