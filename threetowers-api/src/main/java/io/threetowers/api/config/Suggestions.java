package io.threetowers.api.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** What a person who mistyped a word may have meant. */
public final class Suggestions {
  /**
   * More names than anybody writes are from a file that is none; to compare them all takes time.
   */
  private static final int NAMES = 200;

  private static final int LETTERS = 100;
  private static final int LISTED = 40;

  private Suggestions() {}

  /**
   * The known word that is nearest to {@code word}, if one is near: as many edits as a third of its
   * letters, at least one. Two swapped neighbours are one edit, capitals are none. Words of more
   * than 100 letters are not compared, nor are more than 200 words.
   *
   * @param word what was written
   * @param known what could have been meant
   * @return of equally near ones the first in the alphabet; empty if none is near
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > LETTERS || known.size() > NAMES) {
      return Optional.empty();
    }
    int limit = Math.max(1, word.length() / 3);
    String lower = word.toLowerCase(Locale.ROOT);
    ToIntFunction<String> edits = candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT));
    return known.stream()
        .filter(candidate -> Math.abs(candidate.length() - word.length()) <= limit)
        .filter(candidate -> edits.applyAsInt(candidate) <= limit)
        .min(Comparator.comparingInt(edits).thenComparing(Comparator.naturalOrder()));
  }

  /**
   * The end of a sentence about an unknown word.
   *
   * @param word what was written
   * @param known what could have been meant
   * @return {@code ; did you mean 'vit'?}, or {@code ; there are: text-transformer, vit}, or {@code
   *     ; there are none}
   */
  public static String hint(String word, Collection<String> known) {
    if (known.isEmpty()) {
      return "; there are none";
    }
    return nearest(word, known)
        .map(near -> "; did you mean '" + near + "'?")
        .orElseGet(() -> "; there are" + listed(known));
  }

  private static String listed(Collection<String> known) {
    if (known.size() > NAMES) {
      return " " + known.size() + " others";
    }
    List<String> names = known.stream().distinct().sorted().toList();
    int left = names.size() - LISTED;
    return left <= 0
        ? ": " + String.join(", ", names)
        : ": " + String.join(", ", names.subList(0, LISTED)) + " and " + left + " more";
  }

  /**
   * Edits between two words: insert, delete, replace, swap neighbours (optimal string alignment).
   */
  static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replace = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(replace, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
