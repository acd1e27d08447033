package io.threetowers.core.train;

import io.threetowers.core.script.HostMemory;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What memory the host can still give to a checkpoint's copy. */
final class FreeMemory {
  private final HostMemory memory;

  /**
   * Reads nothing yet.
   *
   * @param root {@code /}, but for tests
   */
  FreeMemory(Path root) {
    this.memory = new HostMemory(root);
  }

  /** In bytes; empty if nobody says it. */
  OptionalLong bytes() {
    return memory.free();
  }
}
