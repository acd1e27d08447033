package io.threetowers.core.sweep;

import io.threetowers.api.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting and what it shall be, one after the other: {@code seed=0..4}, {@code
 * optimizer.lr=1e-3,3e-4}.
 *
 * @param key the setting's path
 * @param values as YAML, at least one; a setting with a single one is an override like any other
 */
record Axis(String key, List<String> values) {
  private static final int LONGEST = 1000;

  /** No leading zeros: YAML 1.2 takes 007 for a text. */
  private static final Pattern RANGE =
      Pattern.compile("(-?(?:0|[1-9]\\d{0,17}))\\.\\.(-?(?:0|[1-9]\\d{0,17}))");

  /** Numbers that somebody takes for the ends of a range. */
  private static final Pattern OTHER_RANGE =
      Pattern.compile("([-+]?\\.?\\d[\\d.eE+-]*?)\\.\\.+([-+]?\\.?\\d[\\d.eE+-]*)");

  /**
   * Reads {@code key=values}: separated by commas, but for those in quotes, brackets and braces; a
   * range counts for all its whole numbers.
   *
   * @throws InvalidInputException if a value is missing or comes twice, or a range is none
   */
  static Axis parse(String argument) {
    int equals = argument.indexOf('=');
    String key = argument.substring(0, equals).strip();
    List<String> values = new ArrayList<>();
    Map<String, String> seen = new TreeMap<>();
    List<String> parts = Commas.split(argument.substring(equals + 1));
    for (String part : parts) {
      if (part.isEmpty() && parts.size() > 1) {
        throw wrong(argument, "a value is missing beside a comma");
      }
      for (String value : expanded(argument, part)) {
        String before = seen.put(ValueName.normal(value), value);
        if (before != null) {
          throw wrong(
              argument,
              before.equals(value)
                  ? "the value '%s' is there twice".formatted(value)
                  : "'%s' and '%s' are the same value".formatted(before, value));
        }
        values.add(value);
      }
    }
    return new Axis(key, List.copyOf(values));
  }

  private static List<String> expanded(String argument, String part) {
    Matcher range = RANGE.matcher(part);
    if (!range.matches()) {
      Matcher other = OTHER_RANGE.matcher(part);
      if (other.matches()) {
        throw wrong(
            argument,
            "'%s' is no range of whole numbers such as 0..4; write a list, such as %s,%s"
                .formatted(part, other.group(1), other.group(2)));
      }
      return List.of(part);
    }
    long first = Long.parseLong(range.group(1));
    long last = Long.parseLong(range.group(2));
    if (last < first) {
      throw wrong(
          argument,
          "the range '%s' goes backwards; did you mean '%d..%d'?".formatted(part, last, first));
    } else if (last - first >= LONGEST) {
      throw wrong(
          argument,
          "the range '%s' has %d values, more than %d".formatted(part, last - first + 1, LONGEST));
    }
    List<String> values = new ArrayList<>();
    for (long value = first; value <= last; value++) {
      values.add(Long.toString(value));
    }
    return values;
  }

  private static InvalidInputException wrong(String argument, String message) {
    return new InvalidInputException("'%s': %s".formatted(argument, message));
  }

  boolean varies() {
    return values.size() > 1;
  }
}
