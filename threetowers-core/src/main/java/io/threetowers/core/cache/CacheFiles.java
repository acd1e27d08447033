package io.threetowers.core.cache;

import io.threetowers.core.digest.Sha256;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The files of one cache, by their names.
 *
 * @param checkedAtOnce bytes of rows up to which all checksums are read before the first row is;
 *     those of larger files chunk by chunk, when a row of one is first read
 */
record CacheFiles(Path folder, long checkedAtOnce) {
  static final long CHECKED_AT_ONCE = 8L << 30;

  private static final String TEMPORARY = ".tmp";
  private static final String INDEX = ".index";
  private static final int INDEXES_KEPT = 8;

  CacheFiles(Path folder) {
    this(folder, CHECKED_AT_ONCE);
  }

  Path rows() {
    return folder.resolve("rows.bin");
  }

  /**
   * The index of data.
   *
   * @param fingerprint of the source
   * @param field of the examples
   */
  Path index(String fingerprint, String field) {
    return folder.resolve(
        "data-" + Sha256.hex(fingerprint + "\0" + field).substring(0, 16) + INDEX);
  }

  /**
   * A new file, which others may read as they may all files here, unlike one of Java's own making.
   */
  Path temporary(String name) throws IOException {
    return Files.createFile(
        folder.resolve(name + "-" + Long.toHexString(System.nanoTime()) + TEMPORARY));
  }

  /** What a process left that was killed, and indexes of data that have changed since. */
  void removeLeftovers() throws IOException {
    for (Path file : list("*" + TEMPORARY)) {
      removeQuietly(file);
    }
    List<Path> indexes = indexes();
    indexes.sort(Comparator.comparing(CacheFiles::modified).reversed());
    for (Path file : indexes.subList(Math.min(INDEXES_KEPT, indexes.size()), indexes.size())) {
      removeQuietly(file);
    }
  }

  List<Path> indexes() throws IOException {
    return list("*" + INDEX);
  }

  /** Systems that keep files that are mapped remove it another time. */
  static void removeQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return;
    }
  }

  private List<Path> list(String glob) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(files::add);
    }
    return files;
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  /** What a person is told of a disk that is full, or broken. */
  static IOException unwritten(Path file, IOException cause) {
    return new IOException(
        "'%s' cannot be written (%s); what was written before is whole, and the next run goes on from it; THREETOWERS_CACHE may name a folder on another disk"
            .formatted(file, cause.getMessage()),
        cause);
  }

  /** Notes that the cache is used; where that may not be written, it is not. */
  void used() {
    try {
      Files.setLastModifiedTime(Manifest.in(folder), FileTime.from(Clock.systemUTC().instant()));
    } catch (IOException e) {
      return;
    }
  }

  /** Whether chunks are checked whole before the first row is read. */
  boolean isCheckedAtOnce(RowFile rows) throws IOException {
    return rows.bytes() <= checkedAtOnce;
  }

  /** Whether a chunk is whole, as far as that is checked before its first row is read. */
  boolean isWhole(RowFile rows, long chunk) throws IOException {
    return isCheckedAtOnce(rows) ? rows.isWhole(chunk) : rows.directory(chunk).isPresent();
  }

  /** Whether every row that an index names is there. */
  boolean hasRowsOf(RowFile rows, DataIndex index) throws IOException {
    BitSet named = new BitSet();
    int size = rows.layout().chunk();
    index.forEach(
        position -> {
          if (Position.isRow(position)) {
            named.set((int) (Position.row(position) / size));
          }
        });
    long chunks = rows.chunks();
    for (int chunk = named.nextSetBit(0); chunk >= 0; chunk = named.nextSetBit(chunk + 1)) {
      Optional<Directory> directory = chunk < chunks ? rows.directory(chunk) : Optional.empty();
      if (directory.isEmpty() || directory.get().ids().isEmpty() || !isWhole(rows, chunk)) {
        return false;
      }
    }
    return true;
  }
}
