package io.threetowers.testkit;

import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.config.ResolvedPrinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A block of settings as a file of its own, read as the host reads an experiment.
 *
 * @param <C> the record that it becomes
 */
final class SettingsFile<C extends Record> {
  private final ConfigReader reader;
  private final Class<C> config;
  private final Path file;

  SettingsFile(ConfigReader reader, Class<C> config, Path file, String text) {
    this.reader = reader;
    this.config = config;
    this.file = file;
    try {
      // A file without a setting would be a mistake; a block without one is not.
      Files.writeString(file, text.isBlank() ? "{}\n" : text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads it.
   *
   * @param overrides {@code path=value}; the value {@code null} takes a setting away
   * @throws InvalidConfigException if it is refused
   */
  Bound<C> read(List<String> overrides) {
    return reader.read(file, overrides, config);
  }

  /** Reads it as it is. */
  Bound<C> read() {
    try {
      return read(List.of());
    } catch (InvalidConfigException e) {
      throw new AssertionError(
          "the settings of everySetting() are refused: "
              + e.getMessage().replace(file + ":", "line ")
              + "\nThe settings are:\n"
              + DeclaredSetting.of(config).stream()
                  .map(DeclaredSetting::line)
                  .collect(Collectors.joining("\n")),
          e);
    }
  }

  /** The values of the block by path, defaults included. */
  static Map<String, String> values(Bound<?> bound) {
    return new ResolvedPrinter().flatten(bound);
  }

  /** Whether the block itself has a value, or a default was filled in. */
  static boolean isWritten(Bound<?> bound, String path) {
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    String around = end < 0 ? "" : path.substring(0, end);
    return !bound.at(path).equals(bound.at(around));
  }
}
