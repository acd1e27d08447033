package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of pickles that follow each other, read forward through a small buffer. */
final class PickleInput {
  private static final int BUFFER = 1 << 13;
  private static final int LONGEST_LINE = 1000;

  private final Bytes bytes;
  private final long limit;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private long filled;

  /**
   * Reads from the beginning.
   *
   * @param longest reading on is refused after so many bytes
   */
  PickleInput(Bytes bytes, long longest) {
    this.bytes = bytes;
    this.limit = Math.min(bytes.size(), longest);
    buffer.limit(0);
  }

  /** Bytes that were read. */
  long position() {
    return filled - buffer.remaining();
  }

  int unsignedByte() throws IOException {
    return require(1).get() & 0xff;
  }

  int unsignedShort() throws IOException {
    return require(Short.BYTES).getShort() & 0xffff;
  }

  int integer() throws IOException {
    return require(Integer.BYTES).getInt();
  }

  long longInteger() throws IOException {
    return require(Long.BYTES).getLong();
  }

  /** The one number of a pickle that is not little-endian. */
  double bigEndianDouble() throws IOException {
    return Double.longBitsToDouble(Long.reverseBytes(longInteger()));
  }

  byte[] bytes(long count) throws IOException {
    if (count < 0 || count > limit - position()) {
      throw cutOff();
    }
    byte[] read = new byte[(int) count];
    for (int done = 0; done < read.length; ) {
      ByteBuffer available = require(1);
      int some = Math.min(available.remaining(), read.length - done);
      available.get(read, done, some);
      done += some;
    }
    return read;
  }

  String text(long count) throws IOException {
    return new String(bytes(count), UTF_8);
  }

  /** Text to the end of the line. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
      if (line.length() == LONGEST_LINE) {
        throw new IllegalArgumentException("its pickle holds an endless name");
      }
      line.append((char) c);
    }
    return new String(line.toString().getBytes(ISO_8859_1), UTF_8);
  }

  private ByteBuffer require(int count) throws IOException {
    if (buffer.remaining() < count) {
      long left = limit - filled;
      if (buffer.remaining() + left < count) {
        throw cutOff();
      }
      buffer.compact();
      int some = (int) Math.min(buffer.remaining(), left);
      buffer.limit(buffer.position() + some);
      bytes.read(buffer, filled);
      filled += some;
      buffer.flip();
    }
    return buffer;
  }

  private IllegalArgumentException cutOff() {
    return new IllegalArgumentException(
        limit == bytes.size()
            ? "its pickle is cut off after %d bytes".formatted(limit)
            : "its pickle is longer than %d bytes; save the state_dict alone".formatted(limit));
  }
}
