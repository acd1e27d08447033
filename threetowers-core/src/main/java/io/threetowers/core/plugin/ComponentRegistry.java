package io.threetowers.core.plugin;

import io.threetowers.api.Component;
import io.threetowers.api.Kind;
import io.threetowers.api.config.Suggestions;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The components of a process, by kind and type. Immutable. */
public final class ComponentRegistry {
  /** The likeliest reason why something with a name of its own is missing. */
  private static final String ELSEWHERE =
      ". A plugin that offers it goes into plugins/, or its folder is named by --plugins";

  private final Map<Kind, SortedMap<String, Component<?, ?>>> byKind = new EnumMap<>(Kind.class);
  private final IdentityHashMap<Component<?, ?>, Plugin> origins = new IdentityHashMap<>();
  private final List<Path> emptyFolders;

  /**
   * A registry of exactly these, which come from no plugin.
   *
   * @throws IllegalArgumentException if two of one kind have the same type
   */
  public ComponentRegistry(Collection<? extends Component<?, ?>> components) {
    this(components, List.of());
  }

  private ComponentRegistry(
      Collection<? extends Component<?, ?>> components, List<Path> emptyFolders) {
    this.emptyFolders = List.copyOf(emptyFolders);
    for (Component<?, ?> component : components) {
      Kind kind = Kind.of(component);
      Component<?, ?> before =
          byKind
              .computeIfAbsent(kind, k -> new TreeMap<>())
              .putIfAbsent(component.type(), component);
      if (before != null) {
        throw new IllegalArgumentException(
            kind.label() + " '" + component.type() + "' is offered twice");
      }
    }
  }

  /**
   * What the plugins offer; the folders that hold none help to explain why something is missing.
   */
  static ComponentRegistry of(List<Plugin> plugins, List<Path> emptyFolders) {
    List<Component<?, ?>> components =
        plugins.stream().<Component<?, ?>>flatMap(plugin -> plugin.components().stream()).toList();
    ComponentRegistry registry = new ComponentRegistry(components, emptyFolders);
    for (Plugin plugin : plugins) {
      plugin.components().forEach(component -> registry.origins.put(component, plugin));
    }
    return registry;
  }

  /** The component that {@code type:} names. */
  public Optional<Component<?, ?>> find(Kind kind, String type) {
    return Optional.ofNullable(byKind.getOrDefault(kind, new TreeMap<>()).get(type));
  }

  /** Every type of a kind, sorted. */
  public SortedSet<String> types(Kind kind) {
    return new TreeSet<>(byKind.getOrDefault(kind, new TreeMap<>()).keySet());
  }

  /** The plugin that offers a component; none for one that was registered by hand. */
  public Optional<Plugin> origin(Component<?, ?> component) {
    return Optional.ofNullable(origins.get(component));
  }

  /**
   * Says that {@link #find} finds nothing, in a sentence to put after a position: {@code no tower
   * of type 'vitt'; did you mean 'vit'? There are: bert, vit}.
   */
  public String missing(Kind kind, String type) {
    String message = "no " + kind.label() + " of type '" + type + "'; ";
    String available = available(kind);
    return Suggestions.nearest(type, types(kind))
        .map(near -> message + "did you mean '" + near + "'? T" + available.substring(1))
        .orElse(message + available + (emptyFolders.isEmpty() ? ELSEWHERE : ""));
  }

  /**
   * Which types there are, in words that follow a semicolon, with the folders that hold no plugins:
   * {@code there are: bert, vit}.
   */
  public String available(Kind kind) {
    SortedSet<String> types = types(kind);
    StringBuilder message =
        new StringBuilder(
            types.isEmpty()
                ? "no " + kind.label() + " is installed"
                : "there are: " + String.join(", ", types));
    for (Path folder : emptyFolders) {
      message
          .append(". ")
          .append(Plugin.display(folder))
          .append(" holds no plugins; build ours with \"mvn package\"");
    }
    return message.toString();
  }
}
