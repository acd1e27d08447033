package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import io.threetowers.core.weights.HostCopy;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of a run's arrays in the host's memory, from which a checkpoint is written while training
 * goes on. The memory is taken at the first checkpoint and kept.
 */
final class Snapshot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

  /** Of the free memory: what else goes on needs some, too. */
  private static final double SHARE = 0.8;

  private final FreeMemory memory;
  private final Map<String, HostCopy> copies = new TreeMap<>();
  private boolean told;

  Snapshot(FreeMemory memory) {
    this.memory = memory;
  }

  /** Whether there is memory for a copy; where there is not, says so once. */
  boolean fits(Map<String, Map<String, NDArray>> files) {
    long missing =
        files.entrySet().stream()
            .mapToLong(file -> copy(file.getKey()).missingBytes(file.getValue()))
            .sum();
    if (missing == 0) {
      return true;
    }
    OptionalLong free = memory.bytes();
    boolean fits = free.isEmpty() || missing <= SHARE * free.getAsLong();
    if (!fits && !told) {
      told = true;
      LOG.warn(
          String.format(
              Locale.ROOT,
              "checkpoints are written while training waits: a copy of %.1f GB to write from beside it does not fit into the %.1f GB of memory that are free",
              missing / 1e9,
              free.getAsLong() / 1e9));
    }
    return fits;
  }

  /** Takes the memory for a copy. */
  void reserve(Map<String, Map<String, NDArray>> files) {
    files.forEach((file, arrays) -> copy(file).reserve(arrays));
  }

  /** Copies; the next call overwrites what this one returns. */
  Map<String, Map<String, NDArray>> take(Map<String, Map<String, NDArray>> files) {
    Map<String, Map<String, NDArray>> taken = new TreeMap<>();
    files.forEach((file, arrays) -> taken.put(file, copy(file).take(arrays)));
    return taken;
  }

  private HostCopy copy(String file) {
    return copies.computeIfAbsent(file, name -> new HostCopy());
  }

  @Override
  public void close() {
    copies.values().forEach(HostCopy::close);
    copies.clear();
  }
}
