package io.threetowers.core.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** What an entry of a zip archive holds, unpacked on the way. */
final class ZipEntryBytes implements Bytes {
  private static final int BUFFER = 1 << 16;

  private final Bytes packed;
  private final long size;
  private final boolean deflated;
  private final long checksum;
  private boolean verified;
  private @Nullable Unpacking unpacking;

  ZipEntryBytes(Bytes packed, long size, boolean deflated, long checksum) {
    this.packed = packed;
    this.size = size;
    this.deflated = deflated;
    this.checksum = checksum;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(ByteBuffer into, long position) throws IOException {
    if (!deflated) {
      packed.read(into, position);
      return;
    }
    if (unpacking == null || unpacking.position > position) {
      close();
      unpacking = new Unpacking();
    }
    unpacking.read(into, position);
    if (unpacking.position == size) {
      close();
    }
  }

  @Override
  public boolean isShareable() {
    return !deflated && packed.isShareable();
  }

  /** Of thousands of arrays only the headers may be wanted: none keeps its buffers. */
  @Override
  public void rest() {
    close();
  }

  private void close() {
    if (unpacking != null) {
      unpacking.inflater.end();
      unpacking = null;
    }
  }

  @Override
  public void verify() throws IOException {
    // Zero stands for none: who writes without checksums leaves it so.
    if (verified || checksum == 0) {
      return;
    }
    CRC32 computed = new CRC32();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (long position = 0; position < size; position += buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER, size - position));
      read(buffer, position);
      computed.update(buffer.flip());
    }
    if (computed.getValue() != checksum) {
      throw new ZipException("its checksum is another");
    }
    verified = true;
  }

  /** The entry being unpacked, which goes forward only. */
  private final class Unpacking {
    private final Inflater inflater = new Inflater(true);
    private final byte[] input = new byte[BUFFER];
    private final byte[] skipped = new byte[BUFFER];
    private long consumed;
    private long position;

    void read(ByteBuffer into, long from) throws IOException {
      while (position < from) {
        inflate(ByteBuffer.wrap(skipped, 0, (int) Math.min(skipped.length, from - position)));
      }
      inflate(into);
    }

    private void inflate(ByteBuffer into) throws IOException {
      try {
        while (into.hasRemaining()) {
          int count = inflater.inflate(into);
          position += count;
          if (count == 0) {
            supply();
          }
        }
      } catch (DataFormatException e) {
        throw damaged(e);
      }
    }

    private void supply() throws IOException {
      int count = (int) Math.min(input.length, packed.size() - consumed);
      if (inflater.finished() || inflater.needsDictionary() || count == 0) {
        throw damaged(new EOFException());
      }
      packed.read(ByteBuffer.wrap(input, 0, count), consumed);
      consumed += count;
      inflater.setInput(input, 0, count);
    }

    private ZipException damaged(Exception cause) {
      ZipException damaged = new ZipException("it does not unpack");
      damaged.initCause(cause);
      return damaged;
    }
  }
}
