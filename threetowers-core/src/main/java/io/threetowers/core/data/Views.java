package io.threetowers.core.data;

import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import io.threetowers.core.seed.Seeds;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the lanes see of one example in one epoch: each image is decoded at most once and augmented
 * at most once.
 */
final class Views {
  private final Example example;
  private final long epoch;
  private final LoaderOptions options;
  private final LoaderClock clock;
  private final Map<String, Pixels> decoded = new HashMap<>();
  private final Map<String, Pixels> augmented = new HashMap<>();

  Views(Example example, long epoch, LoaderOptions options, LoaderClock clock) {
    this.example = example;
    this.epoch = epoch;
    this.options = options;
    this.clock = clock;
  }

  /** The value that {@code lane} reads. */
  Value of(Lane lane, FieldType type) throws IOException {
    String field = lane.field();
    Value value = Examples.value(example, field);
    if (type == FieldType.IMAGE) {
      return lane.augmented() ? augmented(field, value) : decoded(field, value);
    }
    if (value instanceof Value.Text text && text.texts().size() > 1) {
      return new Value.Text(lane.augmented() ? drawn(field, text) : text.texts().get(0));
    }
    return value;
  }

  private Pixels decoded(String field, Value value) throws IOException {
    Pixels pixels = decoded.get(field);
    if (pixels == null) {
      long before = System.nanoTime();
      pixels = ImageDecoder.DEFAULT.decode(value);
      clock.decode.add(System.nanoTime() - before);
      decoded.put(field, pixels);
    }
    return pixels;
  }

  private Pixels augmented(String field, Value value) throws IOException {
    Pixels pixels = augmented.get(field);
    if (pixels == null) {
      Pixels whole = decoded(field, value);
      long before = System.nanoTime();
      pixels =
          options
              .augmentation()
              .apply(
                  whole, Seeds.random(options.seed(), epoch, example.key(), "augmentation", field));
      clock.augment.add(System.nanoTime() - before);
      augmented.put(field, pixels);
    }
    return pixels;
  }

  private String drawn(String field, Value.Text text) {
    int choice =
        Seeds.random(options.seed(), epoch, example.key(), "caption", field)
            .nextInt(text.texts().size());
    return text.texts().get(choice);
  }
}
