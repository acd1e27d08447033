package io.threetowers.core.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What a tower takes of a file of weights.
 *
 * @param file the file
 * @param tensors how many became parameters
 * @param leftOut names of those that the tower wants none of, in the order of the file
 */
public record WeightUse(Path file, int tensors, List<String> leftOut) {
  private static final int NAMES_TOLD = 4;

  public WeightUse {
    leftOut = List.copyOf(leftOut);
  }

  @Override
  public String toString() {
    String used = "'%s', %d tensors".formatted(file, tensors);
    if (leftOut.isEmpty()) {
      return used;
    }
    int more = leftOut.size() - NAMES_TOLD;
    return "%s; %d left out: %s%s"
        .formatted(
            used,
            leftOut.size(),
            String.join(", ", leftOut.subList(0, Math.min(NAMES_TOLD, leftOut.size()))),
            more > 0 ? " and " + more + " more" : "");
  }
}
