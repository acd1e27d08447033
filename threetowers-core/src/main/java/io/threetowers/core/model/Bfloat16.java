package io.threetowers.core.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.core.script.TorchScript;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Parameters as bfloat16 arrays, made inside scripts: the engine's Java side passes such arrays on,
 * but cannot make or read them.
 */
final class Bfloat16 {
  private final TorchScript script =
      new TorchScript(ScriptSource.resource(Bfloat16.class, "bfloat16.script").text());

  /**
   * The parameters of a block, lowered; gradients flow back to the float32 ones if it is recorded.
   *
   * @param rows the result belongs to their manager
   */
  Lowered lower(Block block, NDArray rows) {
    List<Parameter> parameters = new ArrayList<>(block.getParameters().values());
    NDList masters = new NDList(parameters.size());
    parameters.forEach(parameter -> masters.add(parameter.getArray()));
    NDList arrays = masters.isEmpty() ? new NDList() : script.call("lower", rows, masters);
    return new Lowered(parameters, arrays);
  }

  /** The same numbers as float32. */
  NDArray lift(NDArray x) {
    return script.call("lift", x).head();
  }

  /** Where a block finds its lowered parameters. */
  static final class Lowered extends ParameterStore implements AutoCloseable {
    private final NDList arrays;
    private final IdentityHashMap<Parameter, NDArray> byParameter = new IdentityHashMap<>();

    Lowered(List<Parameter> parameters, NDList arrays) {
      this.arrays = arrays;
      for (int i = 0; i < arrays.size(); i++) {
        byParameter.put(parameters.get(i), arrays.get(i));
      }
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      return byParameter.get(parameter);
    }

    NDList arrays() {
      return arrays;
    }

    /** What the backward pass needs of them it holds by itself. */
    @Override
    public void close() {
      arrays.close();
    }
  }
}
