package io.threetowers.core.data;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * PNG images with a caption each, whose reads are counted; of images without bytes none can be
 * read.
 */
public final class PictureSource implements DataSource {
  private final List<byte @Nullable []> images;
  private final Optional<String> fingerprint;
  private final AtomicInteger reads = new AtomicInteger();

  public PictureSource(List<byte @Nullable []> images, Optional<String> fingerprint) {
    this.images = Collections.unmodifiableList(new ArrayList<>(images));
    this.fingerprint = fingerprint;
  }

  /** So many random images of 3 x 2 pixels. */
  public static List<byte @Nullable []> images(int count, long seed) {
    Random random = new Random(seed);
    List<byte @Nullable []> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 6; pixel++) {
        image.setRGB(pixel % 3, pixel / 3, random.nextInt(1 << 24));
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        ImageIO.write(image, "png", bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      images.add(bytes.toByteArray());
    }
    return images;
  }

  /** Of an image that has some; it does not count. */
  public byte[] bytes(int number) {
    return Objects.requireNonNull(images.get(number));
  }

  /** How often the bytes of an image were read. */
  public int reads() {
    return reads.get();
  }

  @Override
  public Map<String, FieldType> fields() {
    return Map.of("image", FieldType.IMAGE, "text", FieldType.TEXT);
  }

  @Override
  public Optional<String> fingerprint() {
    return fingerprint;
  }

  @Override
  public long size() {
    return images.size();
  }

  @Override
  public Cursor open(Pass pass) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, images.size()).boxed().toList());
    if (pass.shuffled()) {
      Collections.shuffle(order, new Random(31 * pass.seed() + pass.epoch()));
    }
    Iterator<Integer> left = order.iterator();
    return new Cursor() {
      @Override
      public @Nullable Example next() {
        return left.hasNext() ? example(left.next()) : null;
      }

      @Override
      public void close() {}
    };
  }

  private Example example(int number) {
    Value image =
        new Value.Raw(
            () -> {
              reads.incrementAndGet();
              byte[] bytes = images.get(number);
              if (bytes == null) {
                throw new IOException("no bytes");
              }
              return bytes;
            });
    return new Example(
        "key" + number, Map.of("image", image, "text", new Value.Text("caption " + number)));
  }
}
