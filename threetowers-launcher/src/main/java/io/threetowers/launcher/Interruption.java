package io.threetowers.launcher;

import io.threetowers.core.train.Observer;
import io.threetowers.core.train.StopSignal;
import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C and SIGTERM during training: stop after the step under way, save, leave with exit code
 * 130; during a sweep its run does so.
 *
 * <p>The JVM answers both signals by running its shutdown hooks and then ends; so the hook asks the
 * loop to stop and waits until it has saved.
 */
final class Interruption implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;
  private volatile int exitCode = Main.FAILED;

  Interruption(StopSignal stop, Observer observer) {
    this(
        () -> {
          observer.note("stopping: what is under way is finished and saved first …");
          stop.request();
        });
  }

  /**
   * Waits for a signal.
   *
   * @param stop asks what is at work to end; it is waited for
   */
  Interruption(Runnable stop) {
    hook =
        new Thread(
            () -> {
              stop.run();
              awaitEnd();
              Runtime.getRuntime().halt(exitCode);
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitEnd() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the process ends with, once a signal has come. */
  void exitWith(int code) {
    exitCode = code;
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, through this hook.
      return;
    }
  }
}
