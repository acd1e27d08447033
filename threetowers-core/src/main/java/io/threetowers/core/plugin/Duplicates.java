package io.threetowers.core.plugin;

import io.threetowers.api.Component;
import io.threetowers.api.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Refuses two components of one kind and type: none of them may win in silence. */
final class Duplicates {

  private Duplicates() {}

  /** What a plugin offers under some name. */
  private record Offer(Plugin plugin, Component<?, ?> component) {}

  static void report(List<Plugin> plugins, Problems problems) {
    Map<String, List<Offer>> offers = new TreeMap<>();
    for (Plugin plugin : plugins) {
      for (Component<?, ?> component : plugin.components()) {
        String name = Kind.of(component).label() + " '" + component.type() + "'";
        offers.computeIfAbsent(name, n -> new ArrayList<>()).add(new Offer(plugin, component));
      }
    }
    offers.forEach(
        (name, rivals) -> {
          if (rivals.size() > 1) {
            problems.add(name + line(rivals));
          }
        });
  }

  private static String line(List<Offer> rivals) {
    String times = rivals.size() == 2 ? "twice" : rivals.size() + " times";
    Set<String> plugins = new LinkedHashSet<>();
    Set<String> classes = new LinkedHashSet<>();
    for (Offer offer : rivals) {
      plugins.add(offer.plugin().label());
      classes.add(offer.component().getClass().getName());
    }
    return plugins.size() == 1
        ? " is offered "
            + times
            + " by "
            + plugins.iterator().next()
            + ": "
            + list(classes)
            + ". Keep one"
        : " is offered " + times + ": " + list(plugins) + ". Keep one";
  }

  /** {@code a, b and c}. */
  private static String list(Set<String> names) {
    String joined = String.join(", ", names);
    int last = joined.lastIndexOf(", ");
    return last < 0 ? joined : joined.substring(0, last) + " and " + joined.substring(last + 2);
  }
}
