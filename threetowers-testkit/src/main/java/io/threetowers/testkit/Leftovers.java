package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;

/** Threads and open files that something leaves behind. */
final class Leftovers {
  private static final int ROUNDS = 20;

  /** Something that opens and closes. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  private Leftovers() {}

  /**
   * Does something often, and fails if a thread of it lives on or a file of each time stays open.
   */
  static void assertNoneAfter(Work work) throws IOException {
    work.run(); // classes, and what the JVM itself starts and opens once
    List<Thread> threads = threads();
    long files = openFiles();
    for (int i = 0; i < ROUNDS; i++) {
      work.run();
    }
    assertThat(openFiles() - files)
        .as("files left open after opening and closing %d times", ROUNDS)
        .isLessThan(ROUNDS);
    List<Thread> left = threads();
    left.removeAll(threads);
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    left.removeIf(thread -> ends(thread, patience));
    assertThat(left).as("threads that are still alive after close").isEmpty();
  }

  /** Gives threads that were told to stop the time to do so. */
  private static boolean ends(Thread thread, long patience) {
    try {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(patience - System.nanoTime())));
      return !thread.isAlive();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the test was interrupted", e);
    }
  }

  /** Those of the common pool belong to nobody. */
  private static List<Thread> threads() {
    List<Thread> threads = new ArrayList<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(
        thread ->
            thread instanceof ForkJoinWorkerThread worker
                && worker.getPool() == ForkJoinPool.commonPool());
    return threads;
  }

  /** How many files the process has open; always 0 where the system does not say. */
  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
