package io.threetowers.core.export;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that appears with all its files or not at all. */
final class NewFolder {

  /** Writes the files of a folder that is there, and empty. */
  @FunctionalInterface
  interface Content {
    void write(Path folder) throws IOException;
  }

  private NewFolder() {}

  /**
   * Refuses a place that is taken.
   *
   * @throws InvalidInputException if a file is there, or a folder that is not empty
   */
  static void requireFree(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isEmpty()) {
          return;
        }
      }
      throw new InvalidInputException(
          "the folder '%s' is not empty; name another with --out DIR".formatted(folder));
    } else if (Files.exists(folder)) {
      throw new InvalidInputException(
          "'%s' is a file; name a folder with --out DIR".formatted(folder));
    }
  }

  static void write(Path folder, Content content) throws IOException {
    requireFree(folder);
    Path absolute = folder.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new InvalidInputException("'%s' is no place for a folder".formatted(folder));
    }
    Path partial =
        parent.resolve(
            "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
    try {
      Files.createDirectories(parent);
      delete(partial); // of a process that was killed
      Files.createDirectory(partial);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the folder '%s' cannot be made (%s); name another with --out DIR"
              .formatted(folder, e.toString()),
          e);
    }
    try {
      content.write(partial);
      Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(partial);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    }
  }
}
