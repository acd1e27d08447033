package io.threetowers.core.model;

import io.threetowers.api.config.Suggestions;
import io.threetowers.core.experiment.NamePattern;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A pattern that matches nothing is misspelt, and does nothing. */
public final class IdlePatterns {

  private IdlePatterns() {}

  /**
   * What is wrong with patterns, by the place of each in the file.
   *
   * @param path of the list of patterns
   * @param names of which each pattern must match one
   * @param what a name is that of
   */
  public static Map<String, String> tell(
      String path, List<NamePattern> patterns, Set<String> names, String what) {
    Map<String, String> told = new LinkedHashMap<>();
    for (int i = 0; i < patterns.size(); i++) {
      NamePattern pattern = patterns.get(i);
      if (names.stream().noneMatch(pattern::matches)) {
        told.put(
            path + "[" + i + "]",
            "%s[%d]: '%s' matches the name of no %s%s"
                .formatted(path, i, pattern, what, hint(pattern.regex(), names)));
      }
    }
    return told;
  }

  /** There are too many names to list, and one shows what they look like. */
  private static String hint(String pattern, Set<String> names) {
    return Suggestions.nearest(pattern, names)
        .or(() -> alike(pattern.replace("\\", ""), names))
        .map(name -> ", such as '" + name + "'")
        .orElse("; it has none");
  }

  /** The first of those that begin as the pattern does, as far as any does. */
  private static Optional<String> alike(String pattern, Set<String> names) {
    String alike = null;
    int most = -1;
    for (String name : names) {
      int common = Arrays.mismatch(name.toCharArray(), pattern.toCharArray());
      if (common > most) {
        most = common;
        alike = name;
      }
    }
    return Optional.ofNullable(alike);
  }
}
