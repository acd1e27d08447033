package io.threetowers.core.builtin;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/** Finds what somebody may have meant. */
final class Nearest {

  private Nearest() {}

  /** "did you mean 'x'? There are: …", or only what there is. */
  static String hint(String wrong, Collection<String> known) {
    Optional<String> nearest =
        known.stream()
            .filter(name -> distance(wrong, name) <= Math.max(1, wrong.length() / 3))
            .min(Comparator.comparingInt(name -> distance(wrong, name)));
    String all = "there are: " + String.join(", ", new TreeSet<>(known));
    return nearest.map(name -> "did you mean '" + name + "'? " + all).orElse(all);
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
