package io.threetowers.core.config;

import io.threetowers.core.source.FileSource;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A YAML value that knows where it was written. Immutable. */
sealed interface ConfigTree {

  /** Where the value begins. */
  Source source();

  /** What a person calls it. */
  String noun();

  /** Whether it is the null of YAML, which stands for a setting that is not set. */
  default boolean isNull() {
    return false;
  }

  /**
   * A block: {@code key: value} lines, or <code>{key: value}</code>.
   *
   * @param entries in the order of the file
   */
  record Mapping(Source source, Map<String, Entry> entries) implements ConfigTree {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    Optional<ConfigTree> get(String key) {
      return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    Collection<String> keys() {
      return entries.keySet();
    }

    @Override
    public String noun() {
      return "a block";
    }
  }

  /**
   * One line of a block.
   *
   * @param key where the key was written
   */
  record Entry(Source key, ConfigTree value) {}

  /** A list. */
  record Sequence(Source source, List<ConfigTree> items) implements ConfigTree {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String noun() {
      return "a list";
    }
  }

  /**
   * Text, or what a {@linkplain CoreSchema schema} makes of it.
   *
   * @param text without quotes
   * @param plain whether it stood without quotes
   * @param folder of the file in which it stands, for relative paths
   * @param file the address, where one stands in place of a path
   */
  record Scalar(Source source, String text, boolean plain, Path folder, Optional<FileSource> file)
      implements ConfigTree {

    Scalar(Source source, String text, boolean plain, Path folder) {
      this(source, text, plain, folder, Optional.empty());
    }

    @Override
    public boolean isNull() {
      return plain && CoreSchema.isNull(text);
    }

    @Override
    public String noun() {
      if (isNull()) {
        return "empty";
      }
      String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
      return plain ? "'" + shown + "'" : "the text '" + shown + "'";
    }
  }
}
