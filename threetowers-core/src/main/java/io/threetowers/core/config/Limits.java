package io.threetowers.core.config;

import io.threetowers.api.config.MultipleOf;
import io.threetowers.api.config.Range;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a number must keep to.
 *
 * @param min inclusive
 * @param max inclusive
 * @param divisor 1 if there is none
 */
record Limits(double min, double max, long divisor) {

  static Limits of(RecordComponent component) {
    Range range = component.getAnnotation(Range.class);
    MultipleOf multiple = component.getAnnotation(MultipleOf.class);
    return new Limits(
        range == null ? Double.NEGATIVE_INFINITY : range.min(),
        range == null ? Double.POSITIVE_INFINITY : range.max(),
        multiple == null ? 1 : multiple.value());
  }

  /** What {@code value} must be and is not. */
  Optional<String> broken(double value) {
    if (!(value >= min && value <= max)) {
      return Optional.of(range());
    }
    return value % divisor == 0 || divisor == 1 ? Optional.empty() : Optional.of(multiple());
  }

  /** All limits, for people; empty if there are none. */
  String words() {
    List<String> words = new ArrayList<>();
    if (min > Double.NEGATIVE_INFINITY || max < Double.POSITIVE_INFINITY) {
      words.add(range());
    }
    if (divisor != 1) {
      words.add(multiple());
    }
    return String.join(", ", words);
  }

  private String range() {
    if (max == Double.POSITIVE_INFINITY) {
      return "at least " + Numbers.text(min);
    } else if (min == Double.NEGATIVE_INFINITY) {
      return "at most " + Numbers.text(max);
    }
    return "between " + Numbers.text(min) + " and " + Numbers.text(max);
  }

  private String multiple() {
    return "a multiple of " + divisor;
  }
}
