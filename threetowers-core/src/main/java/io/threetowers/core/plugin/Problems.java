package io.threetowers.core.plugin;

import io.threetowers.api.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the plugins of one start, so that a person hears of all of it at once. */
final class Problems {
  private final List<String> lines = new ArrayList<>();

  void add(String line) {
    lines.add(line);
  }

  /** Ends the start: a line with the count, then one line per problem. */
  void throwIfAny() {
    if (!lines.isEmpty()) {
      String count = lines.size() == 1 ? "1 problem" : lines.size() + " problems";
      throw new InvalidInputException(count + " with the plugins:\n" + String.join("\n", lines));
    }
  }
}
