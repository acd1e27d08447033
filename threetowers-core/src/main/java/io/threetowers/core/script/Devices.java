package io.threetowers.core.script;

import ai.djl.Device;
import ai.djl.engine.Engine;
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
