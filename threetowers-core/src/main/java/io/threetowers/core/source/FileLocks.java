package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One process, and one thread of it, at a time for each file of the cache. The lock ends with its
 * process, however that ends.
 */
final class FileLocks {
  private static final long PAUSE_MILLIS = 100;

  private final Path folder;
  private final FetchProgress progress;

  FileLocks(Path cache, FetchProgress progress) {
    this.folder = cache.resolve(".locks");
    this.progress = progress;
  }

  /** Waits for the others. */
  AutoCloseable lock(Path target, String name) throws IOException {
    Path file = folder.resolve(Addresses.fingerprint(target.toString()));
    PartFile.writing(file, () -> Files.createDirectories(folder));
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new InvalidInputException(
          "'%s' may not be written to; THREETOWERS_CACHE may name another folder".formatted(folder),
          e);
    }
    boolean told = false;
    while (!taken(channel)) {
      if (!told) {
        progress.note("waiting for another process that fetches " + name);
        told = true;
      }
      pause(channel);
    }
    // Closing the channel releases the lock.
    return channel;
  }

  private static boolean taken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      channel.close();
      throw new InvalidInputException(
          "the cache is in a file system without locks (%s); let THREETOWERS_CACHE name a folder of another"
              .formatted(e.getMessage()),
          e);
    }
  }

  private static void pause(FileChannel channel) throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      channel.close();
      throw new InterruptedIOException("interrupted");
    }
  }
}
