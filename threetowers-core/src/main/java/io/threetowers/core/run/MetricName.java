package io.threetowers.core.run;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a metric's name, as open_clip and clip-benchmark write it, says about how to show it. */
public record MetricName(String name) {
  private static final Pattern DIRECTION = Pattern.compile("([A-Za-z]+)_to_([A-Za-z]+)[_-](.+)");
  private static final Pattern FRACTION =
      Pattern.compile(
          "(.*[-_])?(r@\\d+|recall|recall@\\d+|top-?\\d+|acc\\d?|accuracy|map|precision)");
  private static final Pattern LOWER =
      Pattern.compile(".*(loss|rank|error|perplexity|distance|gap).*");

  /** A short form for a column's head: {@code i2t R@1}. */
  String label() {
    Matcher direction = DIRECTION.matcher(name);
    if (direction.matches()) {
      return direction.group(1).charAt(0)
          + "2"
          + direction.group(2).charAt(0)
          + " "
          + direction.group(3).replace('_', ' ');
    }
    return name.replaceFirst("^zero-?shot[-_]", "").replace('_', ' ');
  }

  /** Whether the value is a part of one, to be shown as a percentage. */
  boolean isFraction() {
    return FRACTION.matcher(measure()).matches();
  }

  /** Whether a smaller value is a better one: of losses, ranks, errors and the like. */
  public boolean lowerIsBetter() {
    return LOWER.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** How much a narrow table wants it; 0 is the most. */
  int priority() {
    String measure = measure();
    if (measure.matches("(.*[-_])?(r@1|top-?1|acc1?|accuracy)")) {
      return 0;
    } else if (isFraction()) {
      return measure.endsWith("@5") || measure.endsWith("top5") ? 4 : 5;
    }
    return lowerIsBetter() ? 7 : 6;
  }

  /** The last part: {@code r@1} of {@code image_to_text_R@1}. */
  private String measure() {
    Matcher direction = DIRECTION.matcher(name);
    String last = direction.matches() ? direction.group(3) : name;
    return last.toLowerCase(Locale.ROOT).replaceFirst("^zero-?shot[-_]", "");
  }
}
