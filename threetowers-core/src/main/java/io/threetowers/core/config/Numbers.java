package io.threetowers.core.config;

/** Numbers as people write them. */
final class Numbers {

  private Numbers() {}

  /** The shortest text that reads back as {@code value}: {@code 3}, {@code 0.1}, {@code 1e-4}. */
  static String text(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? ".inf" : "-.inf";
    }
    return Double.toString(value).replaceFirst("\\.0(?=E|$)", "").replace('E', 'e');
  }
}
