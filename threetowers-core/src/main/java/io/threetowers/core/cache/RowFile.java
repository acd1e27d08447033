package io.threetowers.core.cache;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A file of rows that grows chunk by chunk. Whatever happens to the process or the disk, what is
 * there is a number of chunks, each of which is whole or known to be damaged: two checksums cover
 * every byte of it, one its examples, one their rows.
 *
 * <p>A chunk that was written is never changed, so that readers need no lock; one that is damaged
 * is given up, and its place is not used again. Safe for use by many threads.
 */
final class RowFile implements Closeable {
  private static final int WHOLE = 0x31_43_54_33;
  private static final int GIVEN_UP = 0x30_43_54_33;
  private static final int ROWS_CHECKSUM = 16;
  private static final int CHECKSUM = 20;

  private final Path path;
  private final Layout layout;

  /** Not a channel, which an interrupt would close for all threads. */
  private final RandomAccessFile file;

  private RowFile(Path path, Layout layout, RandomAccessFile file) {
    this.path = path;
    this.layout = layout;
    this.file = file;
  }

  /** Opens a file for reading; empty if there is none, or its header is damaged. */
  static Optional<RowFile> read(Path path, Layout layout) throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    RowFile open = new RowFile(path, layout, new RandomAccessFile(path.toFile(), "r"));
    if (open.isHeaderWhole()) {
      return Optional.of(open);
    }
    open.close();
    return Optional.empty();
  }

  /** Whether a file can be opened for reading. */
  static boolean isReadable(Path path, Layout layout) throws IOException {
    Optional<RowFile> open = read(path, layout);
    if (open.isPresent()) {
      open.get().close();
    }
    return open.isPresent();
  }

  /** Opens a file for writing; one whose header is damaged, or cut off, begins anew. */
  static RowFile write(Path path, Layout layout) throws IOException {
    RowFile open = new RowFile(path, layout, new RandomAccessFile(path.toFile(), "rw"));
    try {
      if (!open.isHeaderWhole()) {
        open.file.setLength(0);
        open.file.write(layout.header().array());
      }
      return open;
    } catch (IOException e) {
      open.close();
      throw e;
    }
  }

  private boolean isHeaderWhole() throws IOException {
    return file.length() >= Layout.FILE_HEADER
        && Arrays.equals(at(0, Layout.FILE_HEADER), layout.header().array());
  }

  Path path() {
    return path;
  }

  Layout layout() {
    return layout;
  }

  synchronized long bytes() throws IOException {
    return file.length();
  }

  /** How many chunks there are, damaged ones and those given up included. */
  long chunks() throws IOException {
    return layout.chunks(bytes());
  }

  /** The examples of a chunk; empty if it is damaged. */
  Optional<Directory> directory(long number) throws IOException {
    int size = Layout.CHUNK_HEADER + layout.directoryBytes();
    byte[] bytes = at(layout.offset(number), size);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int magic = header.getInt(0);
    int count = header.getInt(4);
    boolean known = magic == WHOLE || magic == GIVEN_UP;
    boolean right =
        known
            && count >= 0
            && count <= layout.chunk()
            && header.getLong(8) == number
            && header.getInt(CHECKSUM) == checksum(bytes);
    if (!right) {
      return Optional.empty();
    } else if (magic == GIVEN_UP) {
      return Optional.of(Directory.givenUp());
    }
    List<Id> ids = new ArrayList<>(count);
    BitSet unreadable = new BitSet();
    header.position(Layout.CHUNK_HEADER);
    for (int i = 0; i < count; i++) {
      ids.add(new Id(header.getLong(), header.getLong()));
      unreadable.set(i, header.get() != 0);
    }
    return Optional.of(new Directory(ids, unreadable));
  }

  private static int checksum(byte[] headerAndDirectory) {
    return Checksum.of(
        headerAndDirectory, 0, CHECKSUM, Layout.CHUNK_HEADER, headerAndDirectory.length);
  }

  /** How many examples have rows. */
  long examples() throws IOException {
    long examples = 0;
    for (long chunk = 0; chunk < chunks(); chunk++) {
      Directory directory = directory(chunk).orElseGet(Directory::givenUp);
      examples += directory.ids().size() - directory.unreadable().cardinality();
    }
    return examples;
  }

  /** Whether every byte of a chunk is as it was written. */
  boolean isWhole(long number) throws IOException {
    Optional<Directory> directory = directory(number);
    return directory.isPresent()
        && (directory.get().ids().isEmpty()
            || rowsChecksum(number) == checksumOf(rows(number), layout.rowsBytes()));
  }

  private static int checksumOf(byte[] bytes, int length) {
    return Checksum.of(bytes, 0, length);
  }

  private byte[] rows(long number) throws IOException {
    return at(
        layout.offset(number) + Layout.CHUNK_HEADER + layout.directoryBytes(), layout.rowsBytes());
  }

  private int rowsChecksum(long number) throws IOException {
    byte[] checksum = at(layout.offset(number) + ROWS_CHECKSUM, Integer.BYTES);
    return ByteBuffer.wrap(checksum).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  /**
   * Writes a chunk behind all that are there; what was left of one that was cut off is overwritten.
   *
   * @param number of the chunk: that of the next, or more, where chunks are known to have been lost
   * @param rows of a full chunk, little-endian; those of places that have no example are zero
   * @throws IOException if it cannot be written: the chunks before it are as they were
   */
  synchronized void append(long number, Directory directory, byte[] rows) throws IOException {
    byte[] head = head(WHOLE, number, directory, checksumOf(rows, layout.rowsBytes()));
    byte[] chunk = Arrays.copyOf(head, layout.chunkBytes());
    System.arraycopy(rows, 0, chunk, head.length, layout.rowsBytes());
    long before = layout.offset(chunks());
    try {
      file.seek(layout.offset(number));
      file.write(chunk);
    } catch (IOException e) {
      file.setLength(Math.min(file.length(), before));
      throw CacheFiles.unwritten(path, e);
    }
  }

  /** Says of a damaged chunk that it counts no more. */
  synchronized void giveUp(long number) throws IOException {
    file.seek(layout.offset(number));
    file.write(head(GIVEN_UP, number, Directory.givenUp(), 0));
  }

  /**
   * As {@link #giveUp}, so that the next run need not find it out again; or not, on a disk that is
   * read only.
   */
  static void giveUpQuietly(Path path, Layout layout, long number) {
    try (RowFile open = new RowFile(path, layout, new RandomAccessFile(path.toFile(), "rw"))) {
      open.giveUp(number);
    } catch (IOException e) {
      return;
    }
  }

  private byte[] head(int magic, long number, Directory directory, int rowsChecksum) {
    byte[] bytes = new byte[Layout.CHUNK_HEADER + layout.directoryBytes()];
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(magic).putInt(directory.ids().size()).putLong(number).putInt(rowsChecksum);
    head.position(Layout.CHUNK_HEADER);
    for (int i = 0; i < directory.ids().size(); i++) {
      Id id = directory.ids().get(i);
      head.putLong(id.high()).putLong(id.low());
      head.put((byte) (directory.unreadable().get(i) ? 1 : 0));
    }
    head.putInt(CHECKSUM, checksum(bytes));
    return bytes;
  }

  /** Returns once all is on the disk. */
  synchronized void sync() throws IOException {
    file.getFD().sync();
  }

  private synchronized byte[] at(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    file.seek(offset);
    try {
      file.readFully(bytes);
    } catch (EOFException e) {
      // Somebody has cut the file off; what is not there is damaged.
      return new byte[length];
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
