package io.threetowers.core.config;

import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.ConfigTree.Sequence;
import io.threetowers.core.source.FileSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration that was read, and where each of its values was written.
 *
 * @param <T> the record
 */
public final class Bound<T> {
  private final T value;
  private final Mapping tree;
  private final FileOrder order;
  private final Map<String, FileSource> fileSources = new LinkedHashMap<>();
  private final Map<String, Source> sources = new HashMap<>();

  Bound(T value, Mapping tree, FileOrder order) {
    this.value = value;
    this.tree = tree;
    this.order = order;
    index(Slot.TOP, tree);
  }

  /** The record. */
  public T value() {
    return value;
  }

  /**
   * Where a value was written; for a default, where the nearest block around it was.
   *
   * @param path such as {@code edges[0].join[1]} or {@code towers.image.width}
   */
  public Source at(String path) {
    String nearest = path;
    while (!sources.containsKey(nearest)) {
      nearest =
          nearest.substring(
              0, Math.max(0, Math.max(nearest.lastIndexOf('.'), nearest.lastIndexOf('['))));
    }
    return sources.get(nearest);
  }

  /** Whether a value was written, in a file or as an override, so that people know its name. */
  public boolean isWritten(String path) {
    return sources.containsKey(path);
  }

  /**
   * Problems that were found in the value, in the order of its files, to be thrown.
   *
   * @param problems with sources from {@link #at}; at least one
   */
  public InvalidConfigException invalid(List<Problem> problems) {
    return new InvalidConfigException(order.sorted(problems));
  }

  /**
   * The files that come from elsewhere, by the path of the setting that names them; in the value
   * stand their places in the cache.
   */
  public Map<String, FileSource> fileSources() {
    return Collections.unmodifiableMap(fileSources);
  }

  /** Every setting, defaults included. */
  Mapping tree() {
    return tree;
  }

  private void index(Slot slot, ConfigTree node) {
    if (!node.source().isDefault()) {
      sources.put(slot.path(), node.source());
    }
    if (node instanceof Scalar scalar) {
      scalar.file().ifPresent(file -> fileSources.put(slot.path(), file));
    } else if (node instanceof Mapping mapping) {
      for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
        index(slot.child(entry.getKey()), entry.getValue().value());
      }
    } else if (node instanceof Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        index(slot.item(i), sequence.items().get(i));
      }
    }
  }
}
