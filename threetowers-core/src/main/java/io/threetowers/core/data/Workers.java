package io.threetowers.core.data;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that prepare examples. */
final class Workers implements java.util.concurrent.Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final int PATIENCE_SECONDS = 10;

  private final ExecutorService pool;
  private final List<Thread> started = new CopyOnWriteArrayList<>();

  Workers(int threads) {
    AtomicInteger number = new AtomicInteger();
    pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "data-worker-" + number.incrementAndGet());
              thread.setDaemon(true);
              started.add(thread);
              return thread;
            });
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** Drops what is queued and waits for what is being done, which is a matter of milliseconds. */
  @Override
  public void close() {
    pool.shutdownNow();
    boolean interrupted = false;
    try {
      if (!pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a data worker is still busy after {} s and is left behind", PATIENCE_SECONDS);
      } else {
        for (Thread thread : started) {
          thread.join(); // the pool counts it as ended a moment before it has
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
