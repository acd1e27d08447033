package io.threetowers.testkit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A component with a defect, and the checks of its contract that must find it.
 *
 * @param <T> what a contract needs to make the component
 * @param check the one that is there for this defect; empty for a component without any
 * @param component defective
 * @param others that cannot help finding it too
 * @param because why they find it
 */
record Defect<T>(String check, T component, List<String> others, String because) {

  static <T> Defect<T> none(T sound) {
    return new Defect<>("", sound, List.of(), "");
  }

  static <T> Defect<T> of(String check, T component) {
    return new Defect<>(check, component, List.of(), "");
  }

  Defect<T> andOf(String other, String reason) {
    return new Defect<>(check, component, List.of(other), reason);
  }

  /** The names of the tests that must fail, and no others. */
  Set<String> failures() {
    Set<String> failures = new HashSet<>(others);
    if (!check.isEmpty()) {
      failures.add(check);
    }
    return failures;
  }

  @Override
  public String toString() {
    return check.isEmpty() ? "no defect" : check;
  }
}
