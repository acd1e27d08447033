package io.threetowers.core.wiring;

import io.threetowers.core.cache.CacheListener;
import io.threetowers.core.train.EmbeddingLog;
import io.threetowers.core.train.Observer;

/** Tells the observer of a run how its caches are filled. */
record CacheNotes(Observer observer) implements CacheListener {

  @Override
  public void note(String line) {
    observer.note(line);
  }

  @Override
  public void embedding(String tower, long done, long total, double seconds) {
    observer.embedding(new EmbeddingLog(tower, done, total, seconds));
  }
}
