package io.threetowers.core.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One process at a time that writes a cache, any number that read it, and one that removes it when
 * nobody does either. A lock ends with its process, however that ends.
 *
 * <p>Two files, since on Linux a process that closes a file gives back all locks that it has on it.
 */
final class CacheLock implements AutoCloseable {
  private static final String WRITER = "writer.lock";
  private static final String READERS = "readers.lock";
  private static final long PAUSE_MILLIS = 100;

  private final FileChannel channel;

  private CacheLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for another writer.
   *
   * @param waiting run once, if there is one
   */
  static CacheLock writer(Path folder, Runnable waiting) throws IOException {
    CacheLock lock = new CacheLock(open(folder.resolve(WRITER)));
    boolean told = false;
    while (!lock.taken(false)) {
      if (!told) {
        waiting.run();
        told = true;
      }
      lock.pause();
    }
    return lock;
  }

  /** Says that the cache is in use; empty where the folder may not be written to. */
  static Optional<CacheLock> reader(Path folder) {
    try {
      CacheLock lock = new CacheLock(open(folder.resolve(READERS)));
      // Where this process has it already, once is enough.
      lock.taken(true);
      return Optional.of(lock);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Something to do with files. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /** Does something if nobody writes or reads; false if somebody does. */
  static boolean whileFree(Path folder, Action action) throws IOException {
    try (CacheLock writer = new CacheLock(open(folder.resolve(WRITER)));
        CacheLock readers = new CacheLock(open(folder.resolve(READERS)))) {
      boolean free = writer.taken(false) && readers.taken(false);
      if (free) {
        action.run();
      }
      return free;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private boolean taken(boolean shared) throws IOException {
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
