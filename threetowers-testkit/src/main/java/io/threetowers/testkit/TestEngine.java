package io.threetowers.testkit;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.util.function.Supplier;

/** The engine on the CPU; where it cannot start, a sentence about what a plugin's pom lacks. */
final class TestEngine {
  private static final String NAME = "PyTorch";

  private TestEngine() {}

  /** Starts it, unless it runs. */
  static Engine start() {
    return start(() -> Engine.getEngine(NAME));
  }

  static Engine start(Supplier<Engine> engine) {
    try {
      return engine.get();
    } catch (EngineException | LinkageError e) {
      throw new IllegalStateException(
          "the engine does not start: its native libraries for this machine (%s, %s) are missing among the test dependencies, or do not fit; take ai.djl.pytorch:pytorch-native-cpu and the profiles that choose its classifier from the pom that 'threetowers new-plugin' writes"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
          e);
    }
  }

  /** A manager on the CPU, which the caller closes. */
  static NDManager newManager() {
    return start().newBaseManager(Device.cpu());
  }
}
