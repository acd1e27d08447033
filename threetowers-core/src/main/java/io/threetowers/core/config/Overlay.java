package io.threetowers.core.config;

import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lays one tree over another, as a file over the file that it extends.
 *
 * <p>Blocks merge by key; lists and scalars replace; a written null removes what is below it, an
 * empty value is left for the binder to tell of; a block whose {@code type} changes replaces the
 * block below it whole, since the settings of one type mean nothing to another.
 */
final class Overlay {

  private Overlay() {}

  static ConfigTree merge(ConfigTree below, ConfigTree above) {
    if (below instanceof Mapping lower
        && above instanceof Mapping upper
        && sameType(lower, upper)) {
      return merge(lower, upper);
    }
    return above;
  }

  /**
   * The merged block is where the upper file has it, since that is the file that a person edits; an
   * override has no place to point at.
   */
  static Mapping merge(Mapping below, Mapping above) {
    Source source = above.source().isOverride() ? below.source() : above.source();
    Map<String, Entry> merged = new LinkedHashMap<>(below.entries());
    above.entries().forEach((key, entry) -> put(merged, key, entry));
    return new Mapping(source, merged);
  }

  private static void put(Map<String, Entry> merged, String key, Entry above) {
    Entry below = merged.get(key);
    if (below == null || below.value().isNull()) {
      merged.put(key, above);
    } else if (above.value().isNull()) {
      if (isEmpty(above.value())) {
        merged.put(key, above);
      } else {
        merged.remove(key);
      }
    } else {
      merged.put(key, new Entry(above.key(), merge(below.value(), above.value())));
    }
  }

  /** Nothing is written, most often because the lines below are not indented. */
  private static boolean isEmpty(ConfigTree value) {
    return value instanceof Scalar scalar && scalar.text().isEmpty();
  }

  private static boolean sameType(Mapping below, Mapping above) {
    return !(above.get("type").orElse(null) instanceof Scalar upper)
        || !(below.get("type").orElse(null) instanceof Scalar lower)
        || upper.text().equals(lower.text());
  }
}
