package io.threetowers.core.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts examples that cannot be read and tells of the first few; after that of every tenfold
 * number.
 */
public final class Unreadable {
  private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);
  private static final int TOLD = 5;

  private final Set<String> keys = new HashSet<>();
  private final List<String> first = new ArrayList<>();
  private int next = 10;

  /** Adds what an earlier run found, without telling of it again. */
  synchronized void known(Collection<String> known) {
    keys.addAll(known);
  }

  /** Adds one; an example that was unreadable in an earlier epoch counts once. */
  public synchronized void add(String key, Exception reason) {
    if (!keys.add(key)) {
      return;
    }
    String line = key + ": " + (reason.getMessage() == null ? reason : reason.getMessage());
    if (first.size() < TOLD) {
      first.add(line);
      LOG.warn("left out example {}", line);
    } else if (keys.size() >= next) {
      LOG.warn(
          "left out {} examples that cannot be read so far; the last was {}", keys.size(), line);
      next = Math.multiplyExact(next, 10);
    }
  }

  /** How many there are so far. */
  public synchronized long count() {
    return keys.size();
  }

  /** "key: reason" of the first few. */
  public synchronized List<String> first() {
    return List.copyOf(first);
  }
}
