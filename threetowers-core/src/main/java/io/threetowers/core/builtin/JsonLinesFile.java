package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * A file of whole lines, in the order of their steps. A line is with the system once it was
 * appended.
 */
final class JsonLinesFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private JsonLinesFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens a file, made if it is missing; half a line at its end is removed. */
  static JsonLinesFile open(Path path) throws IOException {
    JsonLinesFile file =
        new JsonLinesFile(
            path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    file.removeFrom(Long.MAX_VALUE);
    return file;
  }

  /** Removes the first line of this or a later step, and all after it. */
  void removeFrom(long step) throws IOException {
    long end = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        line.write(next);
        if (next == '\n') {
          OptionalLong found = JsonLine.step(line.toString(UTF_8));
          if (found.isPresent() && found.getAsLong() >= step) {
            break;
          }
          end += line.size();
          line.reset();
        }
      }
    }
    channel.truncate(end).position(end);
  }

  void append(JsonLine line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line.toString().getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
