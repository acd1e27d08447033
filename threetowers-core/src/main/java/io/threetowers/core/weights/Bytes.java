package io.threetowers.core.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;

/** Bytes of a file that may be larger than memory, read from any place. */
interface Bytes {

  /** How many there are. */
  long size();

  /**
   * Fills a buffer.
   *
   * @param into its remaining bytes are read
   * @param position of the first of them; all lie within {@link #size()}
   * @throws java.util.zip.ZipException if they are packed and do not unpack
   */
  void read(ByteBuffer into, long position) throws IOException;

  /**
   * Compares them with their checksum, once, where they have one.
   *
   * @throws java.util.zip.ZipException if it is another
   */
  default void verify() throws IOException {}

  /** Whether several threads may read at once. */
  default boolean isShareable() {
    return false;
  }

  /** Gives back the memory that only reading on from here would need. */
  default void rest() {}

  /** Some of them, of which there are few, ready to be read as little-endian numbers. */
  default ByteBuffer small(long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    read(bytes, position);
    return bytes.flip();
  }

  /** Some of them as text. */
  default String text(long position, int count, Charset charset) throws IOException {
    byte[] text = new byte[count];
    read(ByteBuffer.wrap(text), position);
    return new String(text, charset);
  }

  /** A part of them. */
  default Bytes part(long begin, long size) {
    if (begin < 0 || size < 0 || begin > size() - size) {
      throw new IllegalArgumentException(
          "it names %d bytes from byte %d of %d".formatted(size, begin, size()));
    }
    return new Part(this, begin, size);
  }

  /** A part of other bytes. */
  record Part(Bytes whole, long begin, long size) implements Bytes {
    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      whole.read(into, begin + position);
    }

    @Override
    public void verify() throws IOException {
      whole.verify();
    }

    @Override
    public boolean isShareable() {
      return whole.isShareable();
    }

    @Override
    public void rest() {
      whole.rest();
    }
  }
}
