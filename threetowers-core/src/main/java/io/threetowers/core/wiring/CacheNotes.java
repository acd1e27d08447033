package io.threetowers.core.wiring;

import io.threetowers.core.cache.CacheListener;
import io.threetowers.core.train.EmbeddingLog;
import io.threetowers.core.train.Observer;
import java.util.function.BooleanSupplier;

/**
 * Tells the observer of a run how its caches are filled.
 *
 * @param stopped whether a person wants the run to end
 */
record CacheNotes(Observer observer, BooleanSupplier stopped) implements CacheListener {

  /** Goes on to the end. */
  CacheNotes(Observer observer) {
    this(observer, () -> false);
  }

  @Override
  public void note(String line) {
    observer.note(line);
  }

  @Override
  public void embedding(String tower, long done, long total, double seconds) {
    observer.embedding(new EmbeddingLog(tower, done, total, seconds));
  }

  @Override
  public boolean isStopped() {
    return stopped.getAsBoolean();
  }
}
