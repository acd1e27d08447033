package io.threetowers.core.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What a tower takes of a file of weights.
 *
 * @param file the file
 * @param family by which its names were understood; empty if they are the tower's own
 * @param tensors how many became parameters
 * @param leftOut names of those that the tower wants none of, in the order of the file
 * @param initial parameters that the file does not set
 * @param resampled position embeddings whose grid is another
 */
public record WeightUse(
    Path file,
    String family,
    int tensors,
    List<String> leftOut,
    List<String> initial,
    List<String> resampled) {
  private static final int NAMES_TOLD = 4;

  public WeightUse {
    leftOut = List.copyOf(leftOut);
    initial = List.copyOf(initial);
    resampled = List.copyOf(resampled);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("'" + file + "'");
    if (!family.isEmpty()) {
      text.append(" (").append(family).append(')');
    }
    text.append(", ").append(tensors);
    text.append(leftOut.isEmpty() ? "" : " of " + (tensors + leftOut.size())).append(" tensors");
    if (!leftOut.isEmpty()) {
      text.append("; ").append(leftOut.size()).append(" left out: ").append(told(leftOut));
    }
    if (!initial.isEmpty()) {
      text.append("; initial values stay in ").append(told(initial));
    }
    resampled.forEach(grid -> text.append("; ").append(grid));
    return text.toString();
  }

  private static String told(List<String> names) {
    int more = names.size() - NAMES_TOLD;
    return String.join(", ", names.subList(0, Math.min(NAMES_TOLD, names.size())))
        + (more > 0 ? " and " + more + " more" : "");
  }
}
