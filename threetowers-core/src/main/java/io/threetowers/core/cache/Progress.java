package io.threetowers.core.cache;

import io.threetowers.core.data.Unreadable;

/** How far a tower is, counted from the first example that it had to embed. */
final class Progress {
  private final String tower;
  private final CacheListener listener;
  private final Unreadable unreadable = new Unreadable();
  private long total;
  private long done;
  private long began;
  private boolean embedding;

  Progress(String tower, long total, CacheListener listener) {
    this.tower = tower;
    this.total = total;
    this.listener = listener;
  }

  /**
   * Counts an example.
   *
   * @param missing whether it must be embedded
   */
  void seen(boolean missing) {
    if (missing && !embedding) {
      embedding = true;
      began = System.nanoTime();
      listener.note(
          done == 0
              ? "embedding the training data with the frozen tower '%s', once; the cache keeps it"
                  .formatted(tower)
              : "the cache has the first %d examples for the frozen tower '%s'; embedding what it lacks"
                  .formatted(done, tower));
      total -= done;
      done = 0;
    }
    done++;
  }

  void unreadable(String key, Exception reason) {
    unreadable.add(key, reason);
  }

  /**
   * Tells the listener.
   *
   * @param waiting examples that were counted and are not embedded yet
   */
  void tell(int waiting) {
    listener.embedding(tower, done - waiting, total, (System.nanoTime() - began) / 1e9);
  }
}
