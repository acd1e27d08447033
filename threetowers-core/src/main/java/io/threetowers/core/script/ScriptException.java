package io.threetowers.core.script;

import ai.djl.engine.EngineException;

/** A script does not compile, or a call of it failed: the reason in one line. */
public final class ScriptException extends EngineException {
  private static final long serialVersionUID = 1L;

  /** The same as the engine tells on pages, which stay below. */
  ScriptException(EngineException told) {
    super(EngineMessage.essence(String.valueOf(told.getMessage())), told);
  }
}
