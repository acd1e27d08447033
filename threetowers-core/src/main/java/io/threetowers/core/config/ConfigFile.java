package io.threetowers.core.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.error.Mark;

/**
 * One file of a configuration.
 *
 * @param path absolute
 * @param shown as in messages
 */
record ConfigFile(Path path, String shown) {
  private static final int SIZE_LIMIT = 1 << 20;

  /** A file as the user named it. */
  static ConfigFile of(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path current = Path.of("").toAbsolutePath();
    Path shown =
        file.isAbsolute() && absolute.startsWith(current) ? current.relativize(absolute) : file;
    return new ConfigFile(absolute, shown.toString());
  }

  /** A file that this one names. */
  ConfigFile sibling(Path relative) {
    Path absolute = path.resolveSibling(relative).normalize();
    return relative.isAbsolute()
        ? of(relative)
        : new ConfigFile(absolute, Path.of(shown).resolveSibling(relative).normalize().toString());
  }

  /** The same for all names of one file, links included. */
  Path identity() {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  /** The place of the whole file. */
  Source start() {
    return new Source(shown, 1, 1);
  }

  Source at(Mark mark) {
    return new Source(shown, mark.getLine() + 1, mark.getColumn() + 1);
  }

  Path folder() {
    return path.resolveSibling("").toAbsolutePath();
  }

  /**
   * The content.
   *
   * @throws InvalidConfigException if it is larger than 1 MB or not UTF-8
   */
  String text() throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(path)) {
      bytes = in.readNBytes(SIZE_LIMIT + 1);
    }
    if (bytes.length > SIZE_LIMIT) {
      throw new InvalidConfigException(
          start(), "the file is larger than 1 MB; is it an experiment?");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InvalidConfigException(start(), "the file is not text in UTF-8" + utf16(bytes));
    }
  }

  /** What Windows calls Unicode begins with one of two marks. */
  private static String utf16(byte[] bytes) {
    int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    return mark == 0xfeff || mark == 0xfffe ? " but in UTF-16; save it as UTF-8" : "";
  }
}
