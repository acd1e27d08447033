package io.threetowers.core.experiment;

import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Syntax;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long something lasts: {@code 500 steps} (or {@code 500}), {@code 3 epochs}, {@code 100000
 * examples}, or {@code 2%} of the whole run.
 *
 * <p>Steps and examples are whole numbers; epochs and percent may be fractions.
 */
@Doc("a length such as 500 steps, 3 epochs, 100000 examples or 2%")
@Syntax(
    pattern =
        "\\s*[0-9]+(\\.[0-9]+)?([eE]\\+?[0-9]{1,2})?\\s*"
            + "(|%|[sS][tT][eE][pP][sS]?|[eE][pP][oO][cC][hH][sS]?|[eE][xX][aA][mM][pP][lL][eE][sS]?)\\s*",
    examples = {"500 steps", "3 epochs", "100000 examples", "2%"})
public final class Length {

  /** What is counted. */
  public enum Unit {
    STEPS,
    EPOCHS,
    EXAMPLES,
    PERCENT
  }

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(\\d{1,30}(?:\\.\\d{1,30})?(?:[eE]\\+?\\d{1,2})?)\\s*(|%|steps?|epochs?|examples?)");

  private final BigDecimal amount;
  private final Unit unit;

  private Length(BigDecimal amount, Unit unit) {
    this.amount = amount;
    this.unit = unit;
  }

  /**
   * Reads what a person wrote.
   *
   * @throws IllegalArgumentException with a sentence, if it is no length
   */
  public static Length parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no length; write '500 steps', '3 epochs', '100000 examples' or '2%%'"
              .formatted(text));
    }
    BigDecimal amount = new BigDecimal(matcher.group(1));
    Unit unit = unit(matcher.group(2));
    boolean counted = unit == Unit.STEPS || unit == Unit.EXAMPLES;
    if (counted && amount.stripTrailingZeros().scale() > 0) {
      throw new IllegalArgumentException(
          "'%s' is no length; %s are whole numbers, epochs and percent may be fractions"
              .formatted(text, unit.name().toLowerCase(Locale.ROOT)));
    }
    if (unit == Unit.PERCENT && amount.compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new IllegalArgumentException(
          "'%s' is more than the whole run; at most 100%% is".formatted(text));
    }
    if (amount.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'%s' is longer than any run".formatted(text));
    }
    return new Length(normal(amount), unit);
  }

  /** Without trailing zeros and exponents, so that equal lengths are equal and read alike. */
  private static BigDecimal normal(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static Unit unit(String word) {
    if (word.equals("%")) {
      return Unit.PERCENT;
    } else if (word.startsWith("ep")) {
      return Unit.EPOCHS;
    } else if (word.startsWith("ex")) {
      return Unit.EXAMPLES;
    }
    return Unit.STEPS;
  }

  /** A number of steps. */
  public static Length ofSteps(long steps) {
    return parse(steps + " steps");
  }

  /** What is counted. */
  public Unit unit() {
    return unit;
  }

  /**
   * In optimizer steps: the nearest whole number, and at least one unless the length is zero
   * (big_vision, utils.steps).
   *
   * @param batchSize examples of a step, over all processes
   * @param examplesPerEpoch the size of the training data; 0 if it is not known
   * @param totalSteps of the whole run; 0 if that is what is asked for
   * @throws IllegalArgumentException if it counts epochs or percent of what is not known
   */
  public long steps(long batchSize, long examplesPerEpoch, long totalSteps) {
    double amount = this.amount.doubleValue();
    return switch (unit) {
      case STEPS -> this.amount.longValueExact();
      case EXAMPLES -> rounded(amount / batchSize);
      case EPOCHS ->
          rounded(
              amount
                  * known(examplesPerEpoch, "the data does not say how many examples an epoch has")
                  / batchSize);
      case PERCENT ->
          rounded(
              amount / 100 * known(totalSteps, "a share needs a whole, which this length defines"));
    };
  }

  /**
   * In examples.
   *
   * @param examplesPerEpoch the size of the training data
   * @throws IllegalStateException if it counts neither epochs nor examples
   */
  public double examples(long examplesPerEpoch) {
    return switch (unit) {
      case EXAMPLES -> amount.doubleValue();
      case EPOCHS ->
          amount.doubleValue()
              * known(examplesPerEpoch, "the data does not say how many examples an epoch has");
      case STEPS, PERCENT -> throw new IllegalStateException("'" + this + "' counts no examples");
    };
  }

  /** Whether it counts examples, of epochs or one by one, and not steps. */
  public boolean countsExamples() {
    return unit == Unit.EXAMPLES || unit == Unit.EPOCHS;
  }

  private long known(long whole, String otherwise) {
    if (whole <= 0) {
      throw new IllegalArgumentException(
          "'%s' cannot be told in steps: %s; write steps or examples".formatted(this, otherwise));
    }
    return whole;
  }

  private long rounded(double steps) {
    return amount.signum() == 0 ? 0 : Math.max(1, (long) Math.rint(steps));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Length length && amount.equals(length.amount) && unit == length.unit;
  }

  @Override
  public int hashCode() {
    return Objects.hash(amount, unit);
  }

  /** As a person would write it; {@link #parse} gives an equal length. */
  @Override
  public String toString() {
    String number = amount.toPlainString();
    return switch (unit) {
      case PERCENT -> number + "%";
      case STEPS, EPOCHS, EXAMPLES -> {
        String word = unit.name().toLowerCase(Locale.ROOT);
        yield number + " " + (number.equals("1") ? word.substring(0, word.length() - 1) : word);
      }
    };
  }
}
