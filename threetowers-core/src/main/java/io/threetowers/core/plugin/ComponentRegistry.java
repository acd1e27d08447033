package io.threetowers.core.plugin;

import io.threetowers.api.Component;
import io.threetowers.api.Kind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The components of a process, by kind and type. Immutable. */
public final class ComponentRegistry {
  private final Map<Kind, SortedMap<String, Component<?, ?>>> byKind = new EnumMap<>(Kind.class);

  /**
   * A registry of exactly these.
   *
   * @throws IllegalArgumentException if two of one kind have the same type
   */
  public ComponentRegistry(Collection<? extends Component<?, ?>> components) {
    for (Component<?, ?> component : components) {
      Kind kind = Kind.of(component);
      Component<?, ?> before =
          byKind.computeIfAbsent(kind, k -> new TreeMap<>()).putIfAbsent(component.type(), component);
      if (before != null) {
        throw new IllegalArgumentException(kind.label() + " '" + component.type() + "' is offered twice");
      }
    }
  }

  /** The component that {@code type:} names. */
  public Optional<Component<?, ?>> find(Kind kind, String type) {
    return Optional.ofNullable(byKind.getOrDefault(kind, new TreeMap<>()).get(type));
  }

  /** Every type of a kind, sorted. */
  public SortedSet<String> types(Kind kind) {
    return new TreeSet<>(byKind.getOrDefault(kind, new TreeMap<>()).keySet());
  }
}
