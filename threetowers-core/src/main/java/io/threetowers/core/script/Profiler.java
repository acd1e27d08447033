package io.threetowers.core.script;

import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/** The engine's own profiler: every operator with its begin and duration, on every thread. */
public final class Profiler {

  private Profiler() {}

  /**
   * Begins to record what this thread, and the backward passes that it starts, ask of the engine.
   *
   * @param gpu whether to time the device's work as well
   */
  public static void start(boolean gpu) {
    JniUtils.startProfile(gpu, true, false);
  }

  /** Ends it and writes what was recorded, in Chrome's trace event format. */
  public static void stop(Path file) {
    JniUtils.stopProfile(file.toString());
  }
}
