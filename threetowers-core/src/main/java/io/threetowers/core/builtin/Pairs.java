package io.threetowers.core.builtin;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which rows of two tables belong together: each right row to one left row, each left row to one or
 * more right rows.
 *
 * <p>Rows without a partner are left out; the others are counted anew.
 */
final class Pairs {
  private final int[] leftRows;
  private final int[] rightRows;
  private final int[][] rightOfLeft;
  private final int[][] leftOfRight;

  /**
   * Pairs rows.
   *
   * @param leftExamples the example of each left row, each at most once
   * @param rightExamples the example of each right row
   */
  Pairs(int[] leftExamples, int[] rightExamples) {
    int examples =
        1
            + IntStream.concat(Arrays.stream(leftExamples), Arrays.stream(rightExamples))
                .max()
                .orElse(-1);
    int[] leftOfExample = new int[examples];
    Arrays.fill(leftOfExample, -1);
    for (int row = 0; row < leftExamples.length; row++) {
      leftOfExample[leftExamples[row]] = row;
    }
    rightRows =
        IntStream.range(0, rightExamples.length)
            .filter(row -> leftOfExample[rightExamples[row]] >= 0)
            .toArray();

    int[] partners = new int[leftExamples.length];
    for (int row : rightRows) {
      partners[leftOfExample[rightExamples[row]]]++;
    }
    leftRows = IntStream.range(0, leftExamples.length).filter(row -> partners[row] > 0).toArray();

    rightOfLeft = new int[leftRows.length][];
    int[] newNumber = new int[leftExamples.length];
    for (int i = 0; i < leftRows.length; i++) {
      newNumber[leftRows[i]] = i;
      rightOfLeft[i] = new int[partners[leftRows[i]]];
    }
    leftOfRight = new int[rightRows.length][];
    int[] filled = new int[leftRows.length];
    for (int i = 0; i < rightRows.length; i++) {
      int left = newNumber[leftOfExample[rightExamples[rightRows[i]]]];
      leftOfRight[i] = new int[] {left};
      rightOfLeft[left][filled[left]++] = i;
    }
  }

  /** The left rows that have a partner, ascending. */
  int[] leftRows() {
    return leftRows;
  }

  /** The right rows that have a partner, ascending. */
  int[] rightRows() {
    return rightRows;
  }

  /** For each of {@link #leftRows} its places in {@link #rightRows}, ascending. */
  int[][] rightOfLeft() {
    return rightOfLeft;
  }

  /** For each of {@link #rightRows} its one place in {@link #leftRows}. */
  int[][] leftOfRight() {
    return leftOfRight;
  }
}
