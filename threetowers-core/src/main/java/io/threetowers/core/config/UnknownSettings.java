package io.threetowers.core.config;

import io.threetowers.api.config.Suggestions;
import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Keys of a block that name no setting. */
record UnknownSettings(List<Problem> problems) {
  /** After so many problems nobody reads suggestions any more. */
  private static final int COMPARED = 1000;

  /** What people write in place of a colon and a space. */
  private static final Pattern GLUE = Pattern.compile("[:=]");

  /** Tells of keys that mean nothing; returns those that were probably meant. */
  Set<String> tell(Mapping block, Set<String> known, Slot slot) {
    Set<String> meant = new LinkedHashSet<>();
    for (Map.Entry<String, Entry> line : block.entries().entrySet()) {
      String key = line.getKey();
      if (!known.contains(key)) {
        Optional<String> near =
            problems.size() < COMPARED ? near(key, known) : Optional.<String>empty();
        near.ifPresent(meant::add);
        String hint =
            near.map(word -> written(word, key))
                .orElseGet(() -> list(line.getValue().value(), known));
        problems.add(
            new Problem(line.getValue().key(), "unknown setting '" + slot.child(key) + "'" + hint));
      }
    }
    return meant;
  }

  /** A known word, also if the value is glued to it. */
  private static Optional<String> near(String key, Set<String> known) {
    String word = GLUE.split(key, 2)[0];
    return known.contains(word) ? Optional.of(word) : Suggestions.nearest(word, known);
  }

  private static String written(String word, String key) {
    String[] parts = GLUE.split(key, 2);
    return parts.length == 2 && parts[0].equals(word)
        ? "; write '" + word + ": " + parts[1] + "'"
        : "; did you mean '" + word + "'?";
  }

  private static String list(ConfigTree value, Set<String> known) {
    if (value.isNull() && value instanceof Scalar scalar && scalar.text().isEmpty()) {
      return " without a value; a list is written [a, b], and a decimal with a point";
    }
    return known.isEmpty()
        ? "; nothing can be set here"
        : "; known here: " + String.join(", ", known);
  }
}
