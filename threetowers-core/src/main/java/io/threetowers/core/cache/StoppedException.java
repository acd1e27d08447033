package io.threetowers.core.cache;

/** A person has stopped the work; what was embedded is in the cache. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Stopped at one tower.
   *
   * @param doing what has been stopped, such as "embedding"
   */
  StoppedException(String doing) {
    super("stopped while " + doing + "; what is embedded stays in the cache");
  }
}
