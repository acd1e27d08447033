package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Kind;
import io.threetowers.api.config.Suggestions;
import java.util.Arrays;
import java.util.List;

/** Kinds of component as people write them on the command line. */
final class KindName {

  private KindName() {}

  /**
   * The kind of that label.
   *
   * @throws InvalidInputException if there is none
   */
  static Kind parse(String label) {
    List<String> labels = Arrays.stream(Kind.values()).map(Kind::label).toList();
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "'" + label + "' is no kind of component" + Suggestions.hint(label, labels)));
  }
}
