package io.threetowers.core.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A module that libtorch has read and compiled. */
final class CompiledModule {
  private static final String[] NO_FILES = {};

  private final PtNDManager manager;
  private final PtSymbolBlock block;
  private final Map<String, NDArray> markers = new HashMap<>();

  private CompiledModule(PtNDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /** Of methods alone, by way of memory. */
  static CompiledModule ofSource(String source) throws IOException {
    PtNDManager manager = manager(Device.cpu());
    ByteArrayInputStream archive = new ByteArrayInputStream(ScriptArchive.of(source));
    return new CompiledModule(manager, JniUtils.loadModule(manager, archive, false, false));
  }

  /**
   * By way of a file: only such a module may be read as one to be trained, and arrays of any other
   * cannot take part in what is recorded for gradients.
   */
  static CompiledModule ofArchive(ModuleArchive archive, Device device) throws IOException {
    PtNDManager manager = manager(device);
    Path file = Files.createTempFile("threetowers-module-", ".pt");
    try {
      try (OutputStream out = Files.newOutputStream(file)) {
        archive.write(out, name(device));
      }
      return new CompiledModule(
          manager, JniUtils.loadModule(manager, file, true, NO_FILES, NO_FILES, true));
    } finally {
      Files.delete(file);
    }
  }

  private static PtNDManager manager(Device device) {
    return (PtNDManager) NDManager.newBaseManager(device, "PyTorch");
  }

  private static String name(Device device) {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }

  PtSymbolBlock block() {
    return block;
  }

  /** DJL chooses the method by the name of an extra array. */
  synchronized NDArray marker(String method) {
    return markers.computeIfAbsent(
        method,
        name -> {
          NDArray marker = manager.zeros(new Shape(0));
          marker.setName("module_method:" + name);
          return marker;
        });
  }
}
