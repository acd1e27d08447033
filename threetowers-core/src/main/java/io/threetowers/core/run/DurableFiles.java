package io.threetowers.core.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Changes to files that outlive a power failure, in the order in which they were made. */
public final class DurableFiles {

  private DurableFiles() {}

  /** Returns once the content of a file is on the disk. */
  static void syncFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Returns once the names in a folder are on the disk. */
  static void syncFolder(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Windows opens no folders, and keeps their names by itself.
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }

  /** Gives a file or folder another name in the same folder, at once or not at all. */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(to.toAbsolutePath().getParent());
  }

  /** Replaces a small text file as a whole. */
  public static void replaceText(Path file, Path temporary, String text) throws IOException {
    Files.writeString(temporary, text);
    syncFile(temporary);
    rename(temporary, file);
  }

  /** Removes a file, or a folder with all that is in it, if it is there. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(path)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    }
  }
}
