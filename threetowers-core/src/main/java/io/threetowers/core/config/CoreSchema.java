package io.threetowers.core.config;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a plain scalar means: the core schema of YAML 1.2 (section 10.3.2).
 *
 * <p>One deviation: a number does not start with a superfluous zero, since {@code 010} is 8 to some
 * readers and 10 to others. So {@code no}, {@code 010}, {@code 12:30} and {@code 1_000} are text.
 */
final class CoreSchema {
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]{0,29})");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,30}");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,30}");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(\\.[0-9]+|(0|[1-9][0-9]*)(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern INFINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)");
  private static final Set<String> NOT_A_NUMBER = Set.of(".nan", ".NaN", ".NAN");

  private CoreSchema() {}

  static boolean isNull(String text) {
    return NULL.contains(text);
  }

  static Optional<Boolean> bool(String text) {
    return TRUE.contains(text)
        ? Optional.of(true)
        : FALSE.contains(text) ? Optional.of(false) : Optional.empty();
  }

  static Optional<BigInteger> whole(String text) {
    if (DECIMAL.matcher(text).matches()) {
      return Optional.of(new BigInteger(text));
    } else if (HEXADECIMAL.matcher(text).matches()) {
      return Optional.of(new BigInteger(text.substring(2), 16));
    } else if (OCTAL.matcher(text).matches()) {
      return Optional.of(new BigInteger(text.substring(2), 8));
    }
    return Optional.empty();
  }

  static Optional<Double> real(String text) {
    if (REAL.matcher(text).matches()) {
      return Optional.of(Double.valueOf(text));
    } else if (INFINITE.matcher(text).matches()) {
      return Optional.of(
          text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    } else if (NOT_A_NUMBER.contains(text)) {
      return Optional.of(Double.NaN);
    }
    return whole(text).map(BigInteger::doubleValue);
  }

  /** Whether a plain scalar of this text is nothing but text. */
  static boolean isText(String text) {
    return !isNull(text) && bool(text).isEmpty() && real(text).isEmpty();
  }
}
