package io.threetowers.core.script;

import java.io.IOException;
import java.io.OutputStream;

/** A TorchScript archive that is written when it is compiled. */
@FunctionalInterface
public interface ModuleArchive {

  /**
   * Writes it.
   *
   * @param device on which it will run, as PyTorch calls it: {@code cpu}, {@code cuda:0}
   */
  void write(OutputStream out, String device) throws IOException;
}
