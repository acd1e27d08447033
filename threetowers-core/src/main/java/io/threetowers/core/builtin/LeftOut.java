package io.threetowers.core.builtin;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what a source leaves out; tells of the first few, so that a bad file does not flood the
 * log. Thread-safe.
 */
final class LeftOut {
  private static final Logger LOG = LoggerFactory.getLogger(LeftOut.class);
  private static final int TOLD = 5;

  private final String source;
  private long count;

  /**
   * Counts from 0.
   *
   * @param source what people know it by
   */
  LeftOut(String source) {
    this.source = source;
  }

  /** A file of which nobody knows how many examples are lost. */
  void damaged(Path file, String reason) {
    LOG.warn("{}: '{}' is damaged; {}", source, file, reason);
  }

  synchronized void add(String key, String reason) {
    count++;
    if (count <= TOLD) {
      LOG.warn("{}: left out '{}': {}", source, key, reason);
    } else if (count == TOLD + 1) {
      LOG.warn("{}: left out more than {} examples; not telling of each", source, TOLD);
    }
  }

  synchronized long count() {
    return count;
  }
}
