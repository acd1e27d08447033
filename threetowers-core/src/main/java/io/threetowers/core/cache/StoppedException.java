package io.threetowers.core.cache;

/** A person has stopped the work; what was embedded is in the cache. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped while a frozen tower embeds the training data; the cache keeps what there is");
  }
}
