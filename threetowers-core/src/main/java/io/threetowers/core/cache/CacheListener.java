package io.threetowers.core.cache;

/** Hears how caches are opened and filled. */
public interface CacheListener {

  /** A line worth reading. */
  void note(String line);

  /**
   * A tower embeds; called after each chunk.
   *
   * @param tower its name
   * @param done examples since it began to embed, those that were there included
   * @param total examples from there to the end of the data
   * @param seconds since it began
   */
  void embedding(String tower, long done, long total, double seconds);

  /**
   * Asked after each chunk, and while another process is waited for: whether to throw {@link
   * StoppedException} and do no more.
   */
  default boolean isStopped() {
    return false;
  }
}
