package io.threetowers.core.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.TorchScript;

/**
 * Arrays that scripts have made as bfloat16, which the engine's Java side passes on but neither
 * knows nor reads: outside the engine their values are float32.
 */
public final class Lifted {
  private static final TorchScript SCRIPT =
      new TorchScript(ScriptSource.resource(Lifted.class, "weights.script").text());

  private Lifted() {}

  /** The type that the values have outside the engine. */
  static DataType type(NDArray array) {
    DataType type = array.getDataType();
    return type == DataType.UNKNOWN ? DataType.FLOAT32 : type;
  }

  /** The values in that type: the array itself, unless it is lifted. */
  public static NDArray of(NDArray array) {
    return array.getDataType() == DataType.UNKNOWN
        ? Autograd.notRecording(() -> SCRIPT.call("lifted", array).head())
        : array;
  }
}
