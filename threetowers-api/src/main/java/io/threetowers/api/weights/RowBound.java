package io.threetowers.api.weights;

/**
 * Where rows begin or end: a number of rows, or a fraction of all.
 *
 * @param count of rows, or the fraction's numerator
 * @param parts the fraction's denominator; 0 for a number of rows
 */
public record RowBound(int count, int parts) {
  /** Where the rows begin. */
  static final RowBound START = new RowBound(0, 0);

  /** Where they end. */
  static final RowBound END = new RowBound(1, 1);

  /**
   * Checks the fraction.
   *
   * @param count of rows, or the fraction's numerator
   * @param parts the fraction's denominator; 0 for a number of rows
   */
  public RowBound {
    if (parts > 0 && count > parts) {
      throw new IllegalArgumentException(
          "the fraction '%d/%d' is more than all".formatted(count, parts));
    }
  }

  /**
   * As a number of rows.
   *
   * @param rows all that there are
   * @return between 0 and {@code rows}
   * @throws IllegalArgumentException if there are not so many, or they are not divisible
   */
  public long of(long rows) {
    if (parts == 0 && count > rows) {
      throw new IllegalArgumentException(
          "there are %d rows where at least %d are needed".formatted(rows, count));
    } else if (parts > 0 && rows % parts != 0) {
      throw new IllegalArgumentException(
          "%d rows cannot be divided into %d equal parts".formatted(rows, parts));
    }
    return parts == 0 ? count : rows / parts * count;
  }

  @Override
  public String toString() {
    if (equals(START) || equals(END)) {
      return "";
    }
    return parts == 0 ? String.valueOf(count) : count + "/" + parts;
  }
}
