package io.threetowers.core.run;

import java.util.Locale;

/** Numbers as people read them in a table. */
final class Numbers {

  private Numbers() {}

  /** A part of one as a percentage without its sign: {@code 43.2}. */
  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }

  /**
   * Four digits: {@code 2.134}, {@code 17.43}, {@code 0.002134}; large and tiny ones with an
   * exponent.
   */
  static String decimal(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A count: {@code 9500}, {@code 12.8k}, {@code 1.28M}. */
  static String count(double value) {
    if (value < 1e4) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    String unit = value < 999_500 ? "k" : value < 999_500_000 ? "M" : "B";
    double scaled = value / (unit.equals("k") ? 1e3 : unit.equals("M") ? 1e6 : 1e9);
    int decimals = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", scaled) + unit;
  }

  /** A time: {@code 42 s}, {@code 3:05 min}, {@code 12:30 h}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    } else if (whole < 3600) {
      return String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole % 3600 / 60);
  }
}
