package io.threetowers.core.cache;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All caches below one folder. */
public final class CacheStore {
  private static final String UNKNOWN = "?";

  private final Path root;

  /**
   * A cache.
   *
   * @param tower as its experiment calls it
   * @param weights SHA-256 of its parameters
   * @param examples that have rows
   * @param bytes of all its files
   * @param used last
   * @param complete whether the last data were embedded to their end
   */
  public record Entry(
      Path folder,
      String tower,
      String weights,
      long examples,
      int views,
      long bytes,
      Instant used,
      boolean complete) {

    /** The folder's, by which it is called. */
    public String name() {
      return String.valueOf(folder.getFileName());
    }
  }

  /**
   * What reading all checksums has found.
   *
   * @param chunks that there are
   * @param damaged what is, in words; empty if nothing is
   */
  public record Verification(long chunks, List<String> damaged) {}

  public CacheStore(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  /** By name. */
  public List<Entry> entries() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        entries.add(entry(folder));
      }
    }
    return entries;
  }

  private static Entry entry(Path folder) throws IOException {
    Optional<Manifest> manifest = Manifest.read(folder);
    Path used = manifest.isPresent() ? Manifest.in(folder) : folder;
    return new Entry(
        folder,
        manifest.map(Manifest::tower).orElse(UNKNOWN),
        manifest.map(Manifest::weights).orElse(UNKNOWN),
        manifest.isPresent() ? examples(folder, manifest.get()) : 0,
        manifest.map(Manifest::views).orElse(1),
        bytes(folder),
        Files.getLastModifiedTime(used).toInstant(),
        manifest.map(Manifest::complete).orElse(false));
  }

  /** Of one that is being filled, or was cut, the manifest does not know. */
  private static long examples(Path folder, Manifest manifest) throws IOException {
    if (manifest.complete()) {
      return manifest.rows();
    }
    Optional<RowFile> rows = RowFile.read(new CacheFiles(folder).rows(), manifest.layout());
    if (rows.isEmpty()) {
      return 0;
    }
    try (RowFile open = rows.get()) {
      return open.examples();
    }
  }

  private static long bytes(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Reads every byte of a cache. */
  public Verification verify(Entry entry) throws IOException {
    List<String> damaged = new ArrayList<>();
    CacheFiles files = new CacheFiles(entry.folder());
    Optional<Manifest> manifest = Manifest.read(entry.folder());
    if (manifest.isEmpty()) {
      return new Verification(0, List.of("manifest.json is missing or damaged"));
    }
    long chunks = 0;
    Optional<RowFile> rows = RowFile.read(files.rows(), manifest.get().layout());
    if (rows.isEmpty() && Files.exists(files.rows())) {
      damaged.add("the header of rows.bin");
    } else if (rows.isPresent()) {
      try (RowFile open = rows.get()) {
        chunks = open.chunks();
        for (long chunk = 0; chunk < chunks; chunk++) {
          if (!open.isWhole(chunk)) {
            damaged.add("chunk " + chunk);
          }
        }
      }
    }
    for (Path index : files.indexes()) {
      if (DataIndex.open(index).isEmpty()) {
        damaged.add(String.valueOf(index.getFileName()));
      }
    }
    return new Verification(chunks, List.copyOf(damaged));
  }

  /**
   * Removes a cache.
   *
   * @return false if a process reads or fills it; then it stays
   */
  public boolean remove(Entry entry) throws IOException {
    return CacheLock.whileFree(
        entry.folder(),
        () -> {
          List<Path> locksLast;
          try (Stream<Path> files = Files.list(entry.folder())) {
            locksLast = files.sorted(Comparator.comparing(CacheLock::isLock)).toList();
          }
          for (Path file : locksLast) {
            Files.delete(file);
          }
          try {
            Files.delete(entry.folder());
          } catch (DirectoryNotEmptyException e) {
            // A process that has come meanwhile begins anew.
          }
        });
  }
}
