package io.threetowers.core.script;

import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/** The engine's own profiler: every operator with its begin and duration, on every thread. */
public final class Profiler {

  private Profiler() {}

  /**
   * Begins to record what this thread, and the backward passes that it starts, ask of the engine.
   *
   * <p>Without the GPU's own times: DJL 0.35.1 would have them measured, and writes none of them.
   */
  public static void start() {
    JniUtils.startProfile(false, true, false);
  }

  /** Ends it and writes what was recorded, in Chrome's trace event format. */
  public static void stop(Path file) {
    JniUtils.stopProfile(file.toString());
  }
}
