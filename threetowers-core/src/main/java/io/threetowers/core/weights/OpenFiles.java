package io.threetowers.core.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Files beside a weight file, which it names and which are closed with it. */
final class OpenFiles implements Closeable {
  private final Path file;
  private final Map<String, Bytes> byName = new HashMap<>();
  private final List<Closeable> open = new ArrayList<>();

  OpenFiles(Path file) {
    this.file = file;
  }

  void add(Closeable one) {
    open.add(one);
  }

  /**
   * The bytes of a file beside.
   *
   * @throws IllegalArgumentException if it is elsewhere or not there; the message goes on from the
   *     first file's name
   */
  Bytes bytes(String name) throws IOException {
    Bytes known = byName.get(name);
    if (known != null) {
      return known;
    }
    Path beside = file.resolveSibling(plain(name));
    if (!Files.isRegularFile(beside)) {
      throw new IllegalArgumentException(
          "it names the file " + Quoted.name(name) + ", which is not beside it");
    }
    FileChannel channel = FileChannel.open(beside, StandardOpenOption.READ);
    open.add(channel);
    Bytes bytes = FileBytes.of(channel);
    byName.put(name, bytes);
    return bytes;
  }

  /** A name and no path: what a file says must not reach into other folders. */
  static String plain(String name) {
    if (name.isEmpty()
        || name.startsWith(".")
        || name.chars().anyMatch(c -> c == '/' || c == '\\' || c < ' ')) {
      throw new IllegalArgumentException(
          "it names the file " + Quoted.name(name) + ", which is no name of a file beside it");
    }
    return name;
  }

  @Override
  public void close() throws IOException {
    for (Closeable one : open) {
      one.close();
    }
  }
}
