package io.threetowers.core.experiment;

import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Syntax;
import java.math.BigDecimal;

/** A non-negative number, written {@code 0.5} or {@code 1/3}. */
@Doc("a number or a fraction such as 1/3")
@Syntax(
    pattern = Weight.SYNTAX,
    examples = {"1", "0.5", "1/3"})
public record Weight(String text, double value) {
  private static final String NUMBER =
      "\\s*[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,9})?\\s*";
  static final String SYNTAX = NUMBER + "(/" + NUMBER + ")?";

  private static final int LONGEST = 100;

  /**
   * Reads a weight.
   *
   * @throws IllegalArgumentException if {@code text} is no number or fraction, or is negative or
   *     infinite
   */
  public static Weight parse(String text) {
    // A longer number takes its time and says no more.
    double value =
        text.length() <= LONGEST && text.matches(SYNTAX) ? value(text.split("/", -1)) : Double.NaN;
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "a weight is a number or a fraction that is not negative, such as 0.5 or 1/3, not '"
              + text
              + "'");
    }
    return new Weight(text, value);
  }

  private static double value(String[] parts) {
    double first = new BigDecimal(parts[0].strip()).doubleValue();
    return parts.length == 1 ? first : first / new BigDecimal(parts[1].strip()).doubleValue();
  }

  @Override
  public String toString() {
    return text;
  }
}
