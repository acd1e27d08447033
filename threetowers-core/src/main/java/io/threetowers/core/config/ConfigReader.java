package io.threetowers.core.config;

import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.plugin.ComponentRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads experiment files. */
public final class ConfigReader {
  private final ComponentRegistry registry;

  /**
   * A reader that knows these components.
   *
   * @param registry what {@code type:} can name
   */
  public ConfigReader(ComponentRegistry registry) {
    this.registry = registry;
  }

  /**
   * Reads a file, the files that it extends, and the overrides of a command line.
   *
   * <p>Keys are the record's components in kebab-case. Relative paths start at the folder of the
   * file in which they stand, in overrides and defaults at the current directory; {@code ~/} is the
   * user's home. In place of a path an address may stand ({@link
   * io.threetowers.core.source.FileSource}), which becomes the path of the file in the cache,
   * whether it is there or not. A setting that is null is a setting that is not there.
   *
   * @param overrides such as {@code towers.image.depth=24}; a later one wins
   * @throws InvalidConfigException with every mistake that was found
   */
  public <T extends Record> Bound<T> read(Path file, List<String> overrides, Class<T> type) {
    List<Problem> problems = new ArrayList<>();
    ExtendsReader files = new ExtendsReader(problems);
    Mapping tree = files.read(file);
    for (String override : joined(overrides)) {
      try {
        tree = Assignment.parse(override).over(tree);
      } catch (InvalidConfigException e) {
        problems.addAll(e.problems());
      }
    }
    List<String> places = new ArrayList<>(files.files());
    overrides.forEach(override -> places.add(Source.override(override).file()));
    FileOrder order = new FileOrder(List.copyOf(places));
    Optional<Resolved> resolved = new RecordBinder(registry, problems).bind(type, tree);
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(order.sorted(problems));
    }
    Resolved whole = resolved.orElseThrow();
    return new Bound<>(type.cast(whole.value()), (Mapping) whole.tree(), order);
  }

  /** {@code lr 3} comes as two words, which are one mistake. */
  private static List<String> joined(List<String> overrides) {
    List<String> joined = new ArrayList<>();
    for (String word : overrides) {
      int last = joined.size() - 1;
      boolean two = last >= 0 && !(joined.get(last) + word).matches("(?s).*[=\\s].*|.*\\.ya?ml");
      if (two) {
        joined.set(last, joined.get(last) + " " + word);
      } else {
        joined.add(word);
      }
    }
    return joined;
  }
}
