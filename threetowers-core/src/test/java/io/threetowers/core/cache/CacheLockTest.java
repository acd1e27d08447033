package io.threetowers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheLockTest {
  @TempDir private Path folder;

  /** As prune does it to a process that waits, and then a third process comes. */
  @Test
  void doesNotTakeTheLockOfAFileThatWasRemovedForOneThatOthersHeed() throws IOException {
    Path cache = folder.resolve("tower-1");
    List<CacheLock> held = new ArrayList<>(List.of(CacheLock.writer(cache, CacheLockTest::never)));
    List<String> waited = new ArrayList<>();
    Runnable pruning =
        () -> {
          try {
            if (waited.isEmpty()) {
              Files.delete(cache.resolve("writer.lock"));
              held.add(CacheLock.writer(cache, CacheLockTest::never));
              held.get(0).close();
            } else {
              held.get(1).close();
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          waited.add("waited");
        };
    try (CacheLock lock = CacheLock.writer(cache, pruning)) {
      assertThat(lock).isNotNull();
      assertThat(waited).as("once for each of the others").hasSize(2);
      assertThat(CacheLock.whileFree(cache, () -> {})).isFalse();
    }
  }

  @Test
  void makesTheFolderAnewIfItWasRemovedMeanwhile() throws IOException {
    Path cache = folder.resolve("tower-1");
    CacheLock before = CacheLock.writer(cache, CacheLockTest::never);
    Runnable pruning =
        () -> {
          try {
            Files.delete(cache.resolve("writer.lock"));
            Files.delete(cache);
            before.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try (CacheLock lock = CacheLock.writer(cache, pruning)) {
      assertThat(lock).isNotNull();
      assertThat(cache.resolve("writer.lock")).exists();
    }
  }

  @Test
  void stopsWaitingWhenAskedAndLeavesNothingTaken() throws IOException {
    try (CacheLock writer = CacheLock.writer(folder, CacheLockTest::never)) {
      assertThat(writer).isNotNull();
      assertThatThrownBy(
              () ->
                  CacheLock.writer(
                      folder,
                      () -> {
                        throw new StoppedException("waiting");
                      }))
          .hasMessage("stopped while waiting; what is embedded stays in the cache");
    }
    assertThat(CacheLock.whileFree(folder, () -> {})).isTrue();
  }

  @Test
  void readsWithoutALockWhereThereIsNoFolder() throws IOException {
    assertThat(CacheLock.reader(folder.resolve("none"), CacheLockTest::never)).isEmpty();
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static void never() {
    throw new AssertionError("nobody else has the lock");
  }
}
