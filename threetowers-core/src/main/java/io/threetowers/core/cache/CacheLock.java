package io.threetowers.core.cache;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process at a time that writes a cache, any number that read it, and one that removes it when
 * nobody does either. A lock ends with its process, however that ends.
 *
 * <p>Two files, since on Linux a process that closes a file gives back all locks that it has on it.
 */
final class CacheLock implements Closeable {
  private static final String WRITER = "writer.lock";
  private static final String READERS = "readers.lock";
  private static final long PAUSE_MILLIS = 100;

  private final Path file;

  /** What the file system called the file before it was opened; null where it has no such name. */
  private final @Nullable Object key;

  private final FileChannel channel;

  private CacheLock(Path file, @Nullable Object key, FileChannel channel) {
    this.file = file;
    this.key = key;
    this.channel = channel;
  }

  /**
   * Makes the folder, if there is none, and waits for another writer.
   *
   * @param waiting run again and again while there is one; what it throws ends the wait
   */
  static CacheLock writer(Path folder, Runnable waiting) throws IOException {
    Optional<CacheLock> lock = Optional.empty();
    while (lock.isEmpty()) {
      Files.createDirectories(folder);
      try {
        lock = once(folder.resolve(WRITER), false, waiting);
      } catch (NoSuchFileException e) {
        // The folder was removed again: once more.
        lock = Optional.empty();
      }
    }
    return lock.get();
  }

  /**
   * Says that the cache is in use, and waits for one that removes it; empty where there is no
   * folder, or it may not be written to.
   *
   * @param waiting as for {@link #writer}
   */
  static Optional<CacheLock> reader(Path folder, Runnable waiting) throws IOException {
    try {
      Optional<CacheLock> lock = Optional.empty();
      while (lock.isEmpty()) {
        lock = once(folder.resolve(READERS), true, waiting);
      }
      return lock;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Empty if what it has is the lock of a file that was removed meanwhile, which nobody heeds. */
  private static Optional<CacheLock> once(Path file, boolean shared, Runnable waiting)
      throws IOException {
    CacheLock lock = open(file);
    boolean kept = false;
    try {
      while (!lock.taken(shared)) {
        waiting.run();
        pause();
      }
      kept = lock.isHeeded();
    } finally {
      if (!kept) {
        lock.close();
      }
    }
    return kept ? Optional.of(lock) : Optional.empty();
  }

  /** Something to do with files. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /**
   * Does something if nobody writes or reads; false if somebody does.
   *
   * @param action if it removes the files of the locks, then after all others: whoever makes them
   *     anew waits no longer
   */
  static boolean whileFree(Path folder, Action action) throws IOException {
    try (CacheLock writer = open(folder.resolve(WRITER));
        CacheLock readers = open(folder.resolve(READERS))) {
      boolean free =
          writer.taken(false) && writer.isHeeded() && readers.taken(false) && readers.isHeeded();
      if (free) {
        action.run();
      }
      return free;
    }
  }

  /** Whether a file of a cache is one of the two. */
  static boolean isLock(Path file) {
    return file.endsWith(WRITER) || file.endsWith(READERS);
  }

  private static CacheLock open(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // As always but the first time; if it goes away now, opening it fails, and is tried again.
    }
    Object key = key(file);
    return new CacheLock(
        file, key, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private boolean taken(boolean shared) throws IOException {
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Where this process reads it already, once is enough.
      return shared;
    }
  }

  /**
   * Whether the file that was opened is the one that others find. A key is not given to another
   * file while this one is open.
   */
  private boolean isHeeded() throws IOException {
    try {
      return Objects.equals(key, key(file));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
