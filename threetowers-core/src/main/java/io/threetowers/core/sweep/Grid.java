package io.threetowers.core.sweep;

import io.threetowers.api.InvalidInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every combination of the values that some settings take.
 *
 * @param axes the settings in the order in which they were written; those of one value are
 *     overrides like any other
 */
public record Grid(List<Axis> axes) {
  private static final int LARGEST = 1000;
  private static final int LONGEST_NAME = 120;

  /** Settings of the sweep as a whole. */
  private static final List<String> WHOLE = List.of("name", "device");

  /**
   * Reads the overrides of a sweep.
   *
   * @param arguments {@code key=values}; what is no assignment is left to the reader of experiments
   * @throws InvalidInputException with every mistake, if there is no setting of several values, or
   *     there are more than 1000 combinations
   */
  public static Grid parse(List<String> arguments) {
    Set<String> problems = new LinkedHashSet<>();
    List<Axis> axes = new ArrayList<>();
    for (String argument : arguments) {
      try {
        // The reader of experiments says what is wrong with a word that is no assignment.
        axes.add(argument.indexOf('=') < 0 ? new Axis(argument, List.of()) : Axis.parse(argument));
      } catch (InvalidInputException e) {
        problems.add(e.getMessage());
      }
    }
    Grid grid = new Grid(List.copyOf(axes));
    grid.requireDistinctKeys(problems);
    for (Axis axis : grid.varying()) {
      if (WHOLE.contains(axis.key())) {
        problems.add("'%s' holds for a sweep as a whole; give it one value".formatted(axis.key()));
      }
    }
    if (problems.isEmpty() && grid.varying().isEmpty()) {
      problems.add(
          "a sweep needs a setting of several values, such as seed=0..4 or optimizer.lr=1e-3,3e-4; 'train' runs one experiment");
    }
    grid.requireSize(problems);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          (problems.size() > 1 ? problems.size() + " problems:\n" : "")
              + String.join("\n", problems));
    }
    return grid;
  }

  private List<Axis> varying() {
    return axes.stream().filter(Axis::varies).toList();
  }

  private void requireDistinctKeys(Set<String> problems) {
    Set<String> keys = new HashSet<>();
    Set<String> varying = varying().stream().map(Axis::key).collect(Collectors.toSet());
    for (Axis axis : axes) {
      if (!keys.add(axis.key()) && varying.contains(axis.key())) {
        problems.add(
            "'%s' is set twice; write all its values behind one '='".formatted(axis.key()));
      }
    }
  }

  private void requireSize(Set<String> problems) {
    long size = 1;
    for (Axis axis : varying()) {
      size = Math.min(size * axis.values().size(), 1L << 40);
    }
    if (size > LARGEST) {
      problems.add(
          "the sweep has %s = %d runs, more than %d"
              .formatted(
                  varying().stream()
                      .map(axis -> Integer.toString(axis.values().size()))
                      .collect(Collectors.joining(" × ")),
                  size,
                  LARGEST));
    }
  }

  /** The settings of several values. */
  public List<String> keys() {
    return varying().stream().map(Axis::key).toList();
  }

  /** The overrides that hold for every run. */
  public List<String> settings() {
    return axes.stream().filter(axis -> !axis.varies()).map(axis -> text(axis, 0)).toList();
  }

  /** Every combination; the last setting changes fastest. */
  public List<GridPoint> points() {
    List<int[]> choices = new ArrayList<>(List.of(new int[axes.size()]));
    for (int i = 0; i < axes.size(); i++) {
      List<int[]> more = new ArrayList<>();
      for (int[] choice : choices) {
        for (int value = 0; value < Math.max(1, axes.get(i).values().size()); value++) {
          int[] next = choice.clone();
          next[i] = value;
          more.add(next);
        }
      }
      choices = more;
    }
    return choices.stream().map(this::point).toList();
  }

  private GridPoint point(int[] choice) {
    List<String> overrides = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < choice.length; i++) {
      Axis axis = axes.get(i);
      overrides.add(text(axis, choice[i]));
      if (axis.varies()) {
        names.add(label(axis.key()) + "=" + ValueName.of(axis.values().get(choice[i])));
      }
    }
    String name = String.join(",", names);
    return new GridPoint(
        name.length() <= LONGEST_NAME
            ? name
            : name.substring(0, LONGEST_NAME) + "-" + ValueName.hash(name),
        List.copyOf(overrides));
  }

  private static String text(Axis axis, int value) {
    return axis.values().isEmpty() ? axis.key() : axis.key() + "=" + axis.values().get(value);
  }

  /** As many of the last words of a path as tell it from the others: {@code lr}. */
  private String label(String key) {
    int from = key.lastIndexOf('.');
    while (from > 0 && isShared(key.substring(from))) {
      from = key.lastIndexOf('.', from - 1);
    }
    return key.substring(from + 1).replaceAll("[\\[\\]]", "");
  }

  private boolean isShared(String end) {
    return varying().stream().filter(axis -> ("." + axis.key()).endsWith(end)).count() > 1;
  }
}
