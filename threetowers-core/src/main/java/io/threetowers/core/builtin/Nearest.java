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

  /**
   * Edits between two words, where two neighbours changing places are one edit (optimal string
   * alignment).
   */
  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int fewest = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
        fewest = Math.min(fewest, edits[i - 1][j - 1] + changed);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          fewest = Math.min(fewest, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = fewest;
      }
    }
    return edits[a.length()][b.length()];
  }
}
