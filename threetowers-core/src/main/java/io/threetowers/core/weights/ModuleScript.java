package io.threetowers.core.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.threetowers.api.Script;
import io.threetowers.core.script.Autograd;

/**
 * Calls methods that use a network, and takes the parameters out of it afterwards: else it would
 * hold those of the last call for ever.
 *
 * @param hasParameters whether there is anything to take out
 */
record ModuleScript(Script script, boolean hasParameters) implements Script {

  @Override
  public synchronized NDList call(String method, Object... arguments) {
    try {
      return script.call(method, arguments);
    } finally {
      if (hasParameters) {
        Autograd.notRecording(() -> release(arguments));
      }
    }
  }

  private NDList release(Object... arguments) {
    NDArray any = arguments[0] instanceof NDArray array ? array : ((NDList) arguments[0]).head();
    NDList same = script.call(ModuleSlots.RELEASE, any);
    same.close();
    return same;
  }
}
