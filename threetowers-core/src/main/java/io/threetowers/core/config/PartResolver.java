package io.threetowers.core.config;

import io.threetowers.api.Component;
import io.threetowers.api.Kind;
import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.plugin.ComponentRegistry;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds the component that a block names with {@code type:}. */
record PartResolver(ComponentRegistry registry, List<Problem> problems) {
  static final String TYPE = "type";

  /** The settings of a component. */
  static List<String> names(Component<?, ?> component) {
    return RecordSchema.of(component.config()).names();
  }

  /** The {@code type:} line of a resolved block, also if the block does without. */
  static Entry type(Component<?, ?> component, Mapping block) {
    Entry written = block.entries().get(TYPE);
    return written != null && !written.value().isNull()
        ? written
        : new Entry(
            Source.DEFAULT, new Scalar(Source.DEFAULT, component.type(), false, Path.of("")));
  }

  /**
   * The component of a block, or empty if the problem has been told.
   *
   * @param taken the names of settings that the component must not declare
   */
  Optional<Component<?, ?>> resolve(Kind kind, Mapping block, Slot slot, Collection<String> taken) {
    Optional<ConfigTree> type = block.get(TYPE).filter(written -> !written.isNull());
    if (type.isEmpty()) {
      return byName(kind, block, slot).filter(found -> fits(found, kind, block, taken));
    } else if (type.get() instanceof Scalar scalar) {
      return byType(kind, scalar).filter(found -> fits(found, kind, block, taken));
    }
    return problem(
        type.get().source(), slot.child(TYPE) + " must be text, not " + type.get().noun());
  }

  /** A block whose own name is a type needs no {@code type:}. */
  private Optional<Component<?, ?>> byName(Kind kind, Mapping block, Slot slot) {
    Optional<Component<?, ?>> found = registry.find(kind, slot.key());
    return found.isPresent()
        ? found
        : problem(
            block.source(),
            slot.child(TYPE)
                + " is required (which "
                + kind.label()
                + "); "
                + registry.available(kind));
  }

  private Optional<Component<?, ?>> byType(Kind kind, Scalar type) {
    Optional<Component<?, ?>> found = registry.find(kind, type.text());
    if (found.isPresent()) {
      return found;
    }
    for (Kind other : Kind.values()) {
      if (registry.find(other, type.text()).isPresent()) {
        return problem(
            type.source(),
            "'"
                + type.text()
                + "' is "
                + TypeWords.article(other)
                + ", not "
                + TypeWords.article(kind)
                + "; "
                + registry.available(kind));
      }
    }
    return problem(type.source(), registry.missing(kind, type.text()));
  }

  private boolean fits(
      Component<?, ?> component, Kind kind, Mapping block, Collection<String> taken) {
    int before = problems.size();
    for (String name : names(component)) {
      if (name.equals(TYPE) || taken.contains(name)) {
        problem(
            type(component, block).value().source().isDefault()
                ? block.source()
                : type(component, block).value().source(),
            kind.label()
                + " '"
                + component.type()
                + "' declares a setting '"
                + name
                + "', a name that the host uses in every such block; its plugin must rename it");
      }
    }
    return problems.size() == before;
  }

  private Optional<Component<?, ?>> problem(Source source, String message) {
    problems.add(new Problem(source, message));
    return Optional.empty();
  }
}
