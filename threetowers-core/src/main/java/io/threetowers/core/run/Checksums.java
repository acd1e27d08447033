package io.threetowers.core.run;

import io.threetowers.core.digest.Sha256;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The file {@code checksums} of a folder, which {@code sha256sum -c checksums} reads too. */
final class Checksums {
  private static final String NAME = "checksums";
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([^/\\\\]+)");

  private Checksums() {}

  /** Writes the checksums of the files of a folder, and brings all of them to the disk. */
  static void seal(Path folder) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Path file : files(folder)) {
      DurableFiles.syncFile(file);
      lines.append(Sha256.of(file)).append("  ").append(file.getFileName()).append('\n');
    }
    Path checksums = folder.resolve(NAME);
    Files.writeString(checksums, lines);
    DurableFiles.syncFile(checksums);
    DurableFiles.syncFolder(folder);
  }

  /**
   * What is wrong with a sealed folder, in words that follow its name; empty if it is as it was.
   */
  static Optional<String> problem(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.of("is missing");
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(folder.resolve(NAME));
    } catch (NoSuchFileException e) {
      return Optional.of("is damaged: '" + NAME + "' is missing");
    } catch (CharacterCodingException e) {
      return Optional.of("is damaged: '" + NAME + "' is no text");
    }
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        return Optional.of("is damaged: '" + NAME + "' is not what was saved");
      }
      Path file = folder.resolve(matcher.group(2));
      if (!Files.isRegularFile(file)) {
        return Optional.of("is damaged: '" + file.getFileName() + "' is missing");
      }
      if (!Sha256.of(file).equals(matcher.group(1))) {
        return Optional.of("is damaged: '" + file.getFileName() + "' is not what was saved");
      }
    }
    return lines.isEmpty() ? Optional.of("is damaged: '" + NAME + "' is empty") : Optional.empty();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.endsWith(NAME)).sorted().toList();
    }
  }
}
