package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One message of Protocol Buffers in a file, read field by field (protobuf.dev, Encoding).
 *
 * <p>The library's own reader counts bytes in an int and keeps whole fields in memory; of a model
 * the large ones are only skipped.
 */
final class ProtoMessage {
  private static final int BUFFER = 1 << 13;
  private static final int LONGEST_TEXT = 4096;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final Window window;
  private final long end;
  private long position;
  private int field;
  private int wire;

  private ProtoMessage(Window window, long begin, long end) {
    this.window = window;
    this.position = begin;
    this.end = end;
  }

  /** A message that takes the whole file. */
  static ProtoMessage of(Bytes file) {
    return new ProtoMessage(new Window(file), 0, file.size());
  }

  /**
   * Goes to the next field; the one before must have been read or skipped.
   *
   * @return its number, or 0 at the end
   * @throws IllegalArgumentException if there is none such; the message goes on from the file's
   *     name
   */
  int next() throws IOException {
    if (position == end) {
      return 0;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw damaged();
    }
    return field;
  }

  /** Whether the field is one of bytes, text, a message or several numbers. */
  boolean isLengthDelimited() {
    return wire == LENGTH;
  }

  /** The field as a whole number. */
  long number() throws IOException {
    if (wire != VARINT) {
      throw damaged();
    }
    return varint();
  }

  /** The field as a message. */
  ProtoMessage message() throws IOException {
    long length = length();
    ProtoMessage message = new ProtoMessage(window, position, position + length);
    position += length;
    return message;
  }

  /** The field as bytes. */
  Bytes bytes() throws IOException {
    long length = length();
    Bytes bytes = window.file.part(position, length);
    position += length;
    return bytes;
  }

  /** The field as a text that is no longer than a name. */
  String text() throws IOException {
    long length = length();
    if (length > LONGEST_TEXT) {
      throw new IllegalArgumentException("it holds a name of " + length + " bytes");
    }
    byte[] text = new byte[(int) length];
    for (int i = 0; i < text.length; i++) {
      text[i] = window.get(position++);
    }
    return new String(text, UTF_8);
  }

  /** Leaves the field out. */
  void skip() throws IOException {
    switch (wire) {
      case VARINT -> varint();
      case FIXED64 -> advance(Long.BYTES);
      case LENGTH -> advance(length());
      case FIXED32 -> advance(Integer.BYTES);
      default -> throw damaged(); // Groups, which ONNX does not use.
    }
  }

  /** The next of the numbers that a packed field consists of; the end is where {@link #atEnd}. */
  long packed() throws IOException {
    return varint();
  }

  boolean atEnd() {
    return position == end;
  }

  private long length() throws IOException {
    if (wire != LENGTH) {
      throw damaged();
    }
    long length = varint();
    if (length < 0 || length > end - position) {
      throw new IllegalArgumentException(
          "it names %s bytes from byte %d, where %d are left: it is damaged or was cut off"
              .formatted(Long.toUnsignedString(length), position, end - position));
    }
    return length;
  }

  private void advance(long count) {
    if (count > end - position) {
      throw damaged();
    }
    position += count;
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position == end) {
        throw damaged();
      }
      byte next = window.get(position++);
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged();
  }

  private IllegalArgumentException damaged() {
    return new IllegalArgumentException("it is damaged or cut off near byte " + position);
  }

  /** The part of the file that is in memory, for all messages in it. */
  private static final class Window {
    private final Bytes file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private long begin;

    Window(Bytes file) {
      this.file = file;
      buffer.limit(0);
    }

    byte get(long position) throws IOException {
      long at = position - begin;
      if (at < 0 || at >= buffer.limit()) {
        begin = position;
        buffer.clear().limit((int) Math.min(BUFFER, file.size() - position));
        file.read(buffer, position);
        at = 0;
      }
      return buffer.get((int) at);
    }
  }
}
