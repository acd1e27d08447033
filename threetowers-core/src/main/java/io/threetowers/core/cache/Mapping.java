package io.threetowers.core.cache;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/**
 * A file as memory, of any length: Java maps at most 2 GiB at a time.
 *
 * <p>Reading memory behind which there is no file any more, or a broken disk, is an error that Java
 * throws, possibly a little later; natively it would end the process. So nothing but Java ever
 * reads here, inside {@link #guarded}.
 */
final class Mapping {
  private static final int SHIFT = 30;
  private static final long MASK = (1L << SHIFT) - 1;

  private final Path path;
  private final long bytes;
  private final MappedByteBuffer[] parts;

  private Mapping(Path path, long bytes, MappedByteBuffer[] parts) {
    this.path = path;
    this.bytes = bytes;
    this.parts = parts;
  }

  /** Maps the first bytes of a file. */
  static Mapping of(Path path, long bytes, boolean write) throws IOException {
    MappedByteBuffer[] parts = new MappedByteBuffer[(int) ((bytes + MASK) >> SHIFT)];
    try (FileChannel channel =
        write
            ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() < bytes) {
        throw new IOException(cutOff(path));
      }
      for (int i = 0; i < parts.length; i++) {
        long offset = (long) i << SHIFT;
        MapMode mode = write ? MapMode.READ_WRITE : MapMode.READ_ONLY;
        parts[i] = channel.map(mode, offset, Math.min(MASK + 1, bytes - offset));
        parts[i].order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    return new Mapping(path, bytes, parts);
  }

  /** At a multiple of 8. */
  long getLong(long offset) {
    return parts[(int) (offset >> SHIFT)].getLong((int) (offset & MASK));
  }

  /** At a multiple of 8. */
  void putLong(long offset, long value) {
    parts[(int) (offset >> SHIFT)].putLong((int) (offset & MASK), value);
  }

  /** Copies bytes into {@code target} at its position, which moves on. */
  void copy(long offset, int length, ByteBuffer target) {
    int done = 0;
    while (done < length) {
      long from = offset + done;
      MappedByteBuffer part = parts[(int) (from >> SHIFT)];
      int start = (int) (from & MASK);
      int count = Math.min(length - done, part.capacity() - start);
      target.put(target.position(), part, start, count);
      target.position(target.position() + count);
      done += count;
    }
  }

  /**
   * Runs what reads mapped memory.
   *
   * @throws IOException with a sentence if the file behind it is not there any more
   */
  <T> T guarded(Supplier<T> work) throws IOException {
    try {
      T result = work.get();
      // Besides what it tells, a way out of compiled code, at which a fault in it may be thrown.
      File file = path.toFile();
      if (file.length() < bytes && file.exists()) {
        throw new IOException(cutOff(path));
      }
      return result;
    } catch (InternalError e) {
      throw new IOException(cutOff(path), e);
    }
  }

  private static String cutOff(Path path) {
    return "'%s' was cut off or cannot be read any more; start again, and what it lacks is embedded again"
        .formatted(path);
  }
}
