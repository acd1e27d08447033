package io.threetowers.core.watch;

import io.threetowers.api.InvalidInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Steps, counted from 1, both ends included.
 *
 * @param first of them
 * @param last of them
 */
public record StepRange(long first, long last) {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

  public StepRange {
    if (first < 1 || last < first) {
      throw new IllegalArgumentException("steps " + first + " to " + last);
    }
  }

  /**
   * Reads {@code 20..24} or {@code 20}.
   *
   * @throws InvalidInputException if it is neither
   */
  public static StepRange parse(String text) {
    Matcher matcher = WRITTEN.matcher(text.strip());
    if (matcher.matches()) {
      long first = Long.parseLong(matcher.group(1));
      long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
      if (first >= 1 && last >= first) {
        return new StepRange(first, last);
      }
    }
    throw new InvalidInputException(
        "--profile takes steps such as 20..24 or 20, counted from 1, not '" + text + "'");
  }

  boolean contains(long step) {
    return first <= step && step <= last;
  }

  @Override
  public String toString() {
    return first == last ? String.valueOf(first) : first + "-" + last;
  }
}
