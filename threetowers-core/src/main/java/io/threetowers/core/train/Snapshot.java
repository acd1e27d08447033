package io.threetowers.core.train;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import io.threetowers.core.script.EngineMessage;
import io.threetowers.core.script.HostMemory;
import io.threetowers.core.weights.HostCopy;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
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

  private final HostMemory memory;
  private final Map<String, HostCopy> copies = new TreeMap<>();
  private boolean told;

  Snapshot(HostMemory memory) {
    this.memory = memory;
  }

  /** Takes the memory for a copy, where there is enough. */
  void reserve(Map<String, Map<String, NDArray>> files) {
    if (fits(files)) {
      unlessRefused(
          () -> {
            files.forEach((file, arrays) -> copy(file).reserve(arrays));
            return files;
          });
    }
  }

  /**
   * Copies; the next call overwrites what this one returns.
   *
   * @return empty if there is no memory for it, which is said once
   */
  Optional<Map<String, Map<String, NDArray>>> take(Map<String, Map<String, NDArray>> files) {
    return fits(files) ? unlessRefused(() -> copied(files)) : Optional.empty();
  }

  private Map<String, Map<String, NDArray>> copied(Map<String, Map<String, NDArray>> files) {
    Map<String, Map<String, NDArray>> taken = new TreeMap<>();
    files.forEach((file, arrays) -> taken.put(file, copy(file).take(arrays)));
    return taken;
  }

  private boolean fits(Map<String, Map<String, NDArray>> files) {
    long missing =
        files.entrySet().stream()
            .mapToLong(file -> copy(file.getKey()).missingBytes(file.getValue()))
            .sum();
    OptionalLong free = missing == 0 ? OptionalLong.empty() : memory.free();
    boolean fits = free.isEmpty() || missing <= SHARE * free.getAsLong();
    if (!fits) {
      tell(
          String.format(
              Locale.ROOT,
              "a copy of %.1f GB to write from beside it does not fit into the %.1f GB of memory that are free",
              missing / 1e9,
              free.getAsLong() / 1e9));
    }
    return fits;
  }

  /** What is free is an estimate: the engine may refuse what seemed to fit. */
  private <T> Optional<T> unlessRefused(Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (EngineException e) {
      close();
      String reason = EngineMessage.essence(String.valueOf(e.getMessage()));
      tell("the engine refuses a copy to write from beside it (%s)".formatted(reason));
      return Optional.empty();
    }
  }

  private void tell(String reason) {
    if (!told) {
      told = true;
      LOG.warn("checkpoints are written while training waits: {}", reason);
    }
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
