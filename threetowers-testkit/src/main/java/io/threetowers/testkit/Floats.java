package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Comparisons of arrays that say in one line where they differ. */
final class Floats {

  private Floats() {}

  static void assertFinite(String what, float[] values) {
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).as("%s, entry %d", what, i).isFinite();
    }
  }

  /** Bit for bit. */
  static void assertSame(String what, float[] actual, float[] expected) {
    int at = Arrays.mismatch(actual, expected);
    String values =
        at < 0 || at >= Math.min(actual.length, expected.length)
            ? ""
            : ": " + actual[at] + ", not " + expected[at];
    assertThat(at).as("first entry of %s that differs%s", what, values).isEqualTo(-1);
  }

  /** Bit for bit, each with its counterpart. */
  static void assertSame(String what, List<float[]> actual, List<float[]> expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertSame(what + " [" + i + "]", actual.get(i), expected.get(i));
    }
  }

  /** Of all arrays of the same names, joined: 1 where they point the same way. */
  static double cosine(SortedMap<String, float[]> one, SortedMap<String, float[]> other) {
    assertThat(one.keySet()).isEqualTo(other.keySet());
    double product = 0;
    double oneSquare = 0;
    double otherSquare = 0;
    for (Map.Entry<String, float[]> entry : one.entrySet()) {
      float[] a = entry.getValue();
      float[] b = other.get(entry.getKey());
      for (int i = 0; i < a.length; i++) {
        product += (double) a[i] * b[i];
        oneSquare += (double) a[i] * a[i];
        otherSquare += (double) b[i] * b[i];
      }
    }
    return product / Math.sqrt(oneSquare * otherSquare);
  }

  /** Relative to the expected entry, and absolutely where that is below 1. */
  static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
    assertThat(actual.length).as("length of %s", what).isEqualTo(expected.length);
    for (int i = 0; i < actual.length; i++) {
      double allowed = tolerance * Math.max(1, Math.abs(expected[i]));
      if (!(Math.abs((double) actual[i] - expected[i]) <= allowed)) {
        assertThat((double) actual[i])
            .as("%s, entry %d", what, i)
            .isCloseTo(expected[i], within(allowed));
      }
    }
  }
}
