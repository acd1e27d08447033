package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * A file of whole lines, in the order of their steps. A line is with the system once it was
 * appended; one that the system refuses waits in memory, and those after it behind it.
 */
final class JsonLinesFile implements AutoCloseable {
  private final Path path;
  private final SeekableByteChannel channel;
  private final Deque<byte[]> waiting = new ArrayDeque<>();

  /** Of the whole lines. */
  private long end;

  JsonLinesFile(Path path, SeekableByteChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens a file, made if it is missing; half a line at its end is removed. */
  static JsonLinesFile open(Path path) throws IOException {
    JsonLinesFile file =
        new JsonLinesFile(
            path, Files.newByteChannel(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    file.removeFrom(Long.MAX_VALUE);
    return file;
  }

  /** Removes the first line of this or a later step, and all after it. */
  void removeFrom(long step) throws IOException {
    end = 0;
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

  /**
   * Appends a line, after those that wait.
   *
   * @throws IOException if it waits now; it is tried again with the next
   */
  void append(JsonLine line) throws IOException {
    waiting.add(line.toString().getBytes(UTF_8));
    write();
  }

  /** Lines that could not be written so far. */
  int waiting() {
    return waiting.size();
  }

  private void write() throws IOException {
    for (byte[] line = waiting.peek(); line != null; line = waiting.peek()) {
      channel.position(end);
      ByteBuffer bytes = ByteBuffer.wrap(line);
      try {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } catch (IOException e) {
        cutBack(e);
        throw e;
      }
      end += line.length;
      waiting.remove();
    }
  }

  /** Whoever reads the file meanwhile finds no half a line. */
  private void cutBack(IOException failure) {
    try {
      channel.truncate(end);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Writes what waits.
   *
   * @throws IOException if it is lost
   */
  @Override
  public void close() throws IOException {
    try (channel) {
      write();
    }
  }
}
