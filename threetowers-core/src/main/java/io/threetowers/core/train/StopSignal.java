package io.threetowers.core.train;

/**
 * A request to stop after the step under way, such as Ctrl-C. Set by one thread, read by another.
 */
public final class StopSignal {
  private volatile boolean requested;

  public void request() {
    requested = true;
  }

  public boolean isRequested() {
    return requested;
  }
}
