package io.threetowers.core.experiment;

import java.math.BigDecimal;

/** A non-negative number, written {@code 0.5} or {@code 1/3}. */
public record Weight(String text, double value) {
  private static final int LONGEST = 100;

  /**
   * Reads a weight.
   *
   * @throws IllegalArgumentException if {@code text} is no number or fraction, or is negative or
   *     infinite
   */
  public static Weight parse(String text) {
    // A longer number takes its time and says no more.
    String[] parts = text.length() > LONGEST ? new String[0] : text.split("/", -1);
    double value;
    try {
      value =
          switch (parts.length) {
            case 1 -> new BigDecimal(parts[0].strip()).doubleValue();
            case 2 ->
                new BigDecimal(parts[0].strip()).doubleValue()
                    / new BigDecimal(parts[1].strip()).doubleValue();
            default -> Double.NaN;
          };
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "a weight is a number or a fraction that is not negative, such as 0.5 or 1/3, not '"
              + text
              + "'");
    }
    return new Weight(text, value);
  }

  @Override
  public String toString() {
    return text;
  }
}
