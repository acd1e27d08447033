package io.threetowers.core.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Trained parameters whose gradient has been exactly zero, or missing, in many logs in a row. */
final class DeadParameters {
  private static final int SHOWN = 4;

  private final int patience;
  private final Map<String, Integer> zeros = new HashMap<>();

  DeadParameters(int patience) {
    this.patience = patience;
  }

  List<Finding> findings(Vitals vitals) {
    Set<String> dead = new TreeSet<>();
    zeros.keySet().retainAll(vitals.gradients().keySet()); // one that was frozen begins anew
    vitals
        .gradients()
        .forEach(
            (name, norm) -> {
              int count = norm == 0 ? zeros.getOrDefault(name, 0) + 1 : 0;
              zeros.put(name, count);
              if (count >= patience) {
                dead.add(name);
              }
            });
    if (dead.isEmpty()) {
      return List.of();
    }
    Map<String, Integer> groups = groups(dead, vitals.gradients().keySet());
    List<String> names = new ArrayList<>();
    groups.forEach((name, count) -> names.add(count == 1 ? name : name + " (" + count + ")"));
    String list = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
    return List.of(
        new Finding(
            "dead",
            1,
            "no gradient has reached %s%s in the last %d logs: freeze what is not to learn (frozen-parameters), or join an edge to what it computes"
                .formatted(list, more, patience)));
  }

  /** The shortest names under which all are dead, with how many those are. */
  private static Map<String, Integer> groups(Set<String> dead, Set<String> all) {
    Map<String, Integer> groups = new TreeMap<>();
    for (String name : dead) {
      int end = name.indexOf('.', name.indexOf('.') + 1); // after towers.<name>
      while (end >= 0 && !dead.containsAll(below(name.substring(0, end + 1), all))) {
        end = name.indexOf('.', end + 1);
      }
      groups.merge(end < 0 ? name : name.substring(0, end), 1, Integer::sum);
    }
    return groups;
  }

  private static List<String> below(String prefix, Set<String> all) {
    return all.stream().filter(name -> name.startsWith(prefix)).toList();
  }
}
