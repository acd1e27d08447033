package io.threetowers.core.script;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.threetowers.api.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The engine's start and its devices. */
public final class Devices {

  private Devices() {}

  /**
   * Loads the engine's natives. Call it before any plugin's code touches an array: DJL finds its
   * engines once, with the context class loader of the first caller.
   */
  public static Engine startEngine() {
    return Engine.getEngine("PyTorch");
  }

  /**
   * The device of a choice.
   *
   * @param choice {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   * @throws InvalidInputException if there is no such device
   */
  public static Device resolve(String choice) {
    int gpus = startEngine().getGpuCount();
    if (choice.equals("cpu") || (choice.equals("auto") && gpus == 0)) {
      return Device.cpu();
    }
    int index = choice.startsWith("gpu:") ? Integer.parseInt(choice.substring(4)) : 0;
    if (index >= gpus) {
      throw new InvalidInputException(
          "device: there is no '%s'; the engine sees %s. Use device: cpu, or see docs/gpu.md"
              .formatted(
                  choice, gpus == 0 ? "no GPU" : gpus + " GPU(s), gpu:0 to gpu:" + (gpus - 1)));
    }
    return Device.gpu(index);
  }

  /** Waits until the manager's device has done all that this thread asked of it. */
  public static void await(NDManager manager) {
    try (NDArray one = manager.zeros(new Shape(1))) {
      one.toFloatArray(); // in the order of the device's stream, so after everything before
    }
  }

  /** Floating point operations per second that a matrix product of middling size reaches. */
  public static double matrixRate(Device device) {
    int size = 1024;
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      NDArray matrix = manager.ones(new Shape(size, size));
      matrix.matMul(matrix).getFloat(0, 0);
      int products = 0;
      long start = System.nanoTime();
      while (System.nanoTime() - start < 200_000_000) {
        try (NDArray product = matrix.matMul(matrix)) {
          // Reading an entry waits for the device.
          product.getFloat(0, 0);
          products++;
        }
      }
      return 2.0 * size * size * size * products / ((System.nanoTime() - start) / 1e9);
    }
  }

  /** What results depend on, for a run's record: engine versions and thread counts. */
  public static Map<String, Object> facts() {
    Engine engine = startEngine();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("djl", Engine.getDjlVersion());
    facts.put("pytorch", engine.getVersion());
    facts.put("threads", JniUtils.getNumThreads());
    return facts;
  }
}
