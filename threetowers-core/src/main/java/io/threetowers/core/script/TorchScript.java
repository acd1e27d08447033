package io.threetowers.core.script;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.threetowers.api.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Script} compiled by libtorch, at its first call.
 *
 * <p>What is compiled lives as long as the process: an experiment has a handful.
 */
public final class TorchScript implements Script {

  /** Compiles. */
  @FunctionalInterface
  private interface Compiler {
    CompiledModule compile(Device device) throws IOException;
  }

  private final Compiler compiler;
  private final @Nullable String source;
  private final boolean sameEverywhere;
  private final Map<Device, CompiledModule> compiled = new HashMap<>();

  /** Methods from their source. Such a module holds code only, so one serves every device. */
  public TorchScript(String source) {
    this.compiler = device -> CompiledModule.ofSource(source);
    this.source = source;
    this.sameEverywhere = true;
  }

  /** Methods of an archive, which holds arrays, too: it is written and read for each device. */
  public TorchScript(ModuleArchive archive) {
    this.compiler = device -> CompiledModule.ofArchive(archive, device);
    this.source = null;
    this.sameEverywhere = false;
  }

  /** The methods as they were written; empty for those of an archive. */
  public Optional<String> source() {
    return Optional.ofNullable(source);
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
    CompiledModule module = compiled(named.head().getDevice());
    named.add(module.marker(method));
    // Otherwise the first calls run as written and later ones rearranged, with other last bits: a
    // run that is resumed would differ from one that was not, and compiling stalls the second call
    // for a second. It is a property of the thread.
    JniUtils.setGraphExecutorOptimize(false);
    // "training" keeps the engine out of inference mode; whether gradients are recorded is the
    // caller's grad mode.
    return IValueUtils.forward(module.block(), named, true);
  }

  private synchronized CompiledModule compiled(Device device) {
    Device key = sameEverywhere ? Device.cpu() : device;
    CompiledModule module = compiled.get(key);
    if (module == null) {
      try {
        module = compiler.compile(key);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      compiled.put(key, module);
    }
    return module;
  }
}
