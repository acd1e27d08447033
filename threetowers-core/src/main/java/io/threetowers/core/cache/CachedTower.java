package io.threetowers.core.cache;

import io.threetowers.core.data.StoredRows;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The embeddings of the training data by a frozen tower, read from the disk: (N, D) float32 for
 * each view.
 *
 * <p>They may be larger than memory. Rows are copied out of mapped memory by Java, and no row of a
 * chunk is given before the chunk's checksum was found right.
 */
public final class CachedTower implements StoredRows, Closeable {
  private final String name;
  private final RowFile file;
  private final DataIndex index;
  private final Mapping rows;
  private final BitSet checked = new BitSet();
  private final Optional<CacheLock> lock;
  private final long embedded;
  private final long readable;

  /**
   * Reads what has been filled.
   *
   * @param whole whether all checksums have been found right
   * @param embedded examples that this call has embedded
   */
  CachedTower(
      String name,
      RowFile file,
      DataIndex index,
      boolean whole,
      Optional<CacheLock> lock,
      long embedded)
      throws IOException {
    this.name = name;
    this.file = file;
    this.index = index;
    this.lock = lock;
    this.embedded = embedded;
    this.rows = Mapping.of(file.path(), file.layout().offset(file.chunks()), false);
    long[] count = {0};
    index.forEach(position -> count[0] += Position.isRow(position) ? 1 : 0);
    this.readable = count[0];
    if (whole) {
      checked.set(0, Math.toIntExact(file.chunks()));
    }
  }

  /** The tower's. */
  @Override
  public String name() {
    return name;
  }

  /** D. */
  public int width() {
    return file.layout().width();
  }

  /** The folder that it lies in. */
  public Path folder() {
    return file.path().toAbsolutePath().getParent();
  }

  /** Size of the rows on the disk, those of other data included. */
  public long bytes() throws IOException {
    return file.bytes();
  }

  /** Examples that were embedded when it was opened. */
  public long embedded() {
    return embedded;
  }

  /** Examples of the data that have rows. */
  public long readable() {
    return readable;
  }

  /** Examples of the data that have none, as they cannot be read. */
  public long unreadable() {
    return index.examples() - readable;
  }

  /** Whether the example of a key has a row. */
  public boolean has(String key) {
    try {
      return Position.isRow(index.positions(List.of(key))[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int rowBytes() {
    return width() * Float.BYTES;
  }

  @Override
  public void read(List<String> keys, long epoch, ByteBuffer target) throws IOException {
    long[] positions = index.positions(keys);
    for (int i = 0; i < positions.length; i++) {
      if (!Position.isRow(positions[i])) {
        throw new IllegalStateException(
            "'%s' has no row for example '%s'".formatted(file.path(), keys.get(i)));
      }
    }
    read(positions, (int) Math.floorMod(epoch, (long) file.layout().views()), target);
  }

  private void read(long[] positions, int view, ByteBuffer target) throws IOException {
    Layout layout = file.layout();
    for (long position : positions) {
      check(Position.row(position) / layout.chunk());
    }
    rows.guarded(
        () -> {
          for (long position : positions) {
            rows.copy(layout.offset(Position.row(position), view), rowBytes(), target);
          }
          return target;
        });
  }

  private synchronized void check(long chunk) throws IOException {
    if (checked.get((int) chunk)) {
      return;
    }
    if (!file.isWhole(chunk)) {
      RowFile.giveUpQuietly(file.path(), file.layout(), chunk);
      throw new IOException(
          "chunk %d of '%s' is damaged; start again, with --resume, and its examples are embedded again"
              .formatted(chunk, file.path()));
    }
    checked.set((int) chunk);
  }

  /**
   * Gives the first view of every example, in the order of the data, whatever the order in the
   * file.
   *
   * @param action takes (n, D), in blocks; the buffer is used again
   */
  public void forEachBlock(Consumer<FloatBuffer> action) throws IOException {
    int size = Math.max(1, (1 << 20) / rowBytes());
    ByteBuffer block = ByteBuffer.allocateDirect(size * rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
    List<Long> positions = new ArrayList<>();
    index.forEach(
        position -> {
          if (Position.isRow(position)) {
            positions.add(position);
          }
          if (positions.size() == size) {
            give(positions, block, action);
          }
        });
    give(positions, block, action);
  }

  private void give(List<Long> positions, ByteBuffer block, Consumer<FloatBuffer> action) {
    try {
      read(positions.stream().mapToLong(Long::longValue).toArray(), 0, block.clear());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    positions.clear();
    action.accept(block.flip().asFloatBuffer());
  }

  @Override
  public void close() {
    try {
      file.close();
      if (lock.isPresent()) {
        lock.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
