package io.threetowers.core.script;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.threetowers.api.Script;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Script} compiled by libtorch from an archive that is written in memory.
 *
 * <p>The module holds code only, so one module serves every device. It lives as long as the
 * process: an experiment has a handful.
 */
public final class TorchScript implements Script {
  private final String source;
  private final Map<String, NDArray> methodMarkers = new HashMap<>();
  private @Nullable PtNDManager manager;
  private @Nullable PtSymbolBlock module;

  public TorchScript(String source) {
    this.source = source;
  }

  /** The methods as they were written. */
  public String source() {
    return source;
  }

  @Override
  public NDList call(String method, Object... arguments) {
    NDList named = new NDList();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof NDArray array) {
        array.setName(null);
        named.add(array);
      } else if (arguments[i] instanceof NDList list) {
        if (list.isEmpty()) {
          throw new IllegalArgumentException(
              "argument " + i + " of " + method + " is an empty list; the engine takes none");
        }
        String name = "a" + i + "[]";
        for (NDArray array : list) {
          array.setName(name);
          named.add(array);
        }
      } else {
        throw new IllegalArgumentException(
            "argument " + i + " of " + method + " is no NDArray and no NDList");
      }
    }
    try {
      return called(method, named);
    } catch (EngineException e) {
      throw new ScriptException(e);
    }
  }

  private NDList called(String method, NDList named) {
    PtSymbolBlock compiled = compiled();
    named.add(marker(method));
    // Otherwise the first calls run as written and later ones rearranged, with other last bits: a
    // run that is resumed would differ from one that was not, and compiling stalls the second call
    // for a second. It is a property of the thread.
    JniUtils.setGraphExecutorOptimize(false);
    // "training" keeps the engine out of inference mode; whether gradients are recorded is the
    // caller's grad mode.
    return IValueUtils.forward(compiled, named, true);
  }

  private synchronized PtSymbolBlock compiled() {
    if (module == null) {
      manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
      try {
        module =
            JniUtils.loadModule(
                manager, new ByteArrayInputStream(ScriptArchive.of(source)), false, false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return module;
  }

  /** DJL chooses the method by the name of an extra array. */
  private synchronized NDArray marker(String method) {
    NDArray marker = methodMarkers.get(method);
    if (marker == null) {
      marker = manager.zeros(new Shape(0));
      marker.setName("module_method:" + method);
      methodMarkers.put(method, marker);
    }
    return marker;
  }
}
