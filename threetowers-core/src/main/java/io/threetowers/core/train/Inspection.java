package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.threetowers.api.Script;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.TorchScript;

/** Typed calls of {@code inspection.script}: each one call and one transfer. */
final class Inspection {
  private final Script script =
      new TorchScript(ScriptSource.resource(Inspection.class, "inspection.script").text());

  /** Mean cosine and rank of each (B, D), B at least 2, one after the other. */
  float[] spread(NDList embeddings) {
    return read("spread", embeddings);
  }

  /** The norm of each; all on one device. */
  float[] norms(NDList arrays) {
    return read("norms", arrays);
  }

  /** Least and greatest entry of each, one after the other. */
  float[] extremes(NDList arrays) {
    return read("extremes", arrays);
  }

  /** For each row of (B, …) whether all of it is finite. */
  boolean[] finite(NDArray rows) {
    float[] ones = read("finite", rows);
    boolean[] finite = new boolean[ones.length];
    for (int i = 0; i < finite.length; i++) {
      finite[i] = ones[i] == 1;
    }
    return finite;
  }

  private float[] read(String method, Object argument) {
    if (argument instanceof NDList list && list.isEmpty()) {
      return new float[0];
    }
    return Autograd.notRecording(
        () -> {
          try (NDArray vector = script.call(method, argument).head()) {
            return vector.toFloatArray();
          }
        });
  }
}
