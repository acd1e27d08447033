package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.config.Problem;
import io.threetowers.core.sweep.GridPoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mistakes of many experiments that have much in common: each is told once. */
final class SweepProblems {
  /** What may find mistakes. */
  interface Check {
    void run() throws IOException;
  }

  private final int points;
  private final Map<String, List<GridPoint>> byMessage = new LinkedHashMap<>();

  /**
   * None yet.
   *
   * @param points how many runs there are
   */
  SweepProblems(int points) {
    this.points = points;
  }

  /** Keeps what a check finds wrong. */
  void check(GridPoint point, Check check) throws IOException {
    try {
      check.run();
    } catch (InvalidConfigException e) {
      for (Problem problem : e.problems()) {
        add(problem.toString(), point);
      }
    } catch (InvalidInputException e) {
      add(e.getMessage(), point);
    }
  }

  private void add(String message, GridPoint point) {
    byMessage.computeIfAbsent(message, m -> new ArrayList<>()).add(point);
  }

  /**
   * Tells all that was found.
   *
   * @throws InvalidInputException with a line for each, and where it is wrong unless it is so
   *     everywhere
   */
  void throwIfAny() {
    if (byMessage.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    byMessage.forEach((message, at) -> lines.add(message + where(at)));
    throw new InvalidInputException(
        (lines.size() > 1 ? lines.size() + " problems:\n" : "") + String.join("\n", lines));
  }

  private String where(List<GridPoint> at) {
    if (at.size() == points) {
      return "";
    }
    String first = at.get(0).name();
    return at.size() == 1
        ? " (at %s)".formatted(first)
        : " (at %s and %d more)".formatted(first, at.size() - 1);
  }
}
