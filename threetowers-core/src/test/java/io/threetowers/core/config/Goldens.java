package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that people read, kept word by word; {@code -Dgolden=write} writes what is said now into
 * the files, to be reviewed as any change.
 */
final class Goldens {
  private static final Path FOLDER =
      Path.of("src/test/resources/io/threetowers/core/config").toAbsolutePath();

  private Goldens() {}

  static boolean areWritten() {
    return "write".equals(System.getProperty("golden"));
  }

  static void check(String name, String actual) {
    if (areWritten()) {
      write(name, actual);
    }
    assertThat(actual).isEqualTo(read(name));
  }

  static String read(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(String name, String text) {
    try {
      Files.writeString(FOLDER.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
