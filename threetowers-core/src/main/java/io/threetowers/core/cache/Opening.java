package io.threetowers.core.cache;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is opened on the way to something that needs it all, and closed if that is not reached. */
final class Opening implements Closeable {
  private final Deque<Closeable> opened = new ArrayDeque<>();

  /** Notes something, and gives it back. */
  <T extends Closeable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** It is reached: all belongs to {@code whole}, which is given back. */
  <T> T handOver(T whole) {
    opened.clear();
    return whole;
  }

  @Override
  public void close() throws IOException {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
