package io.threetowers.core.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.core.run.Checkpoint;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.run.Retention;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.Devices;
import io.threetowers.core.script.HostMemory;
import io.threetowers.core.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long training stands still for a checkpoint of a model with AdamW, beside one plain copy of
 * the same bytes; see tools/measure-checkpoint.
 */
final class MeasureCheckpoint {
  private static final int WIDTH = 1024;

  private MeasureCheckpoint() {}

  public static void main(String[] arguments) throws Exception {
    CheckpointStore store = new CheckpointStore(Path.of(arguments[0]));
    long parameters = Long.parseLong(arguments[1]) * 1_000_000;
    int rounds = Integer.parseInt(arguments[2]);
    Devices.startEngine();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Snapshot snapshot = new Snapshot(new HostMemory())) {
      Map<String, Map<String, NDArray>> files = random(manager, parameters);
      double bytes = RunArrays.bytes(files);
      double[] stalls = new double[rounds];
      double[] copies = new double[rounds];
      double[] writes = new double[rounds];
      double first = 0;
      NDArray whole = manager.ones(new Shape((long) bytes / 8));
      NDArray other = manager.create(whole.getShape());
      Autograd.copy(whole, other);
      long asked = System.nanoTime();
      snapshot.reserve(files);
      double room = (System.nanoTime() - asked) / 1e9;
      for (int i = -1; i < rounds; i++) {
        long begun = System.nanoTime();
        Map<String, Map<String, NDArray>> taken = snapshot.take(files).orElseThrow();
        long copied = System.nanoTime();
        if (i < 0) {
          first = (copied - begun) / 1e9;
          continue;
        }
        stalls[i] = (copied - begun) / 1e9;
        Autograd.copy(whole, other);
        copies[i] = 2 * (System.nanoTime() - copied) / 1e9;
        long before = System.nanoTime();
        store.save(i, Retention.ofLast(1), folder -> write(folder, taken));
        writes[i] = (System.nanoTime() - before) / 1e9;
      }
      System.out.printf(
          Locale.ROOT,
          "%.2f GB: room made in %.1f s beside training; first stall %.2f s, then %.3f s (a plain copy %.3f s, ratio %.2f), written in %.1f s; medians of %d%n",
          bytes / 1e9,
          room,
          first,
          median(stalls),
          median(copies),
          median(stalls) / median(copies),
          median(writes),
          rounds);
    }
  }

  private static void write(Path folder, Map<String, Map<String, NDArray>> files)
      throws IOException {
    for (Map.Entry<String, Map<String, NDArray>> file : files.entrySet()) {
      Safetensors.write(folder.resolve(file.getKey()), file.getValue(), Map.of(), false);
    }
  }

  /** Matrices of a transformer's size, and vectors between them. */
  private static Map<String, Map<String, NDArray>> random(NDManager manager, long parameters) {
    Map<String, NDArray> model = new TreeMap<>();
    Map<String, NDArray> optimizer = new TreeMap<>();
    for (int i = 0; i < parameters / (4 * WIDTH * WIDTH); i++) {
      String name = "blocks." + i;
      model.put(name + ".weight", manager.randomNormal(new Shape(4 * WIDTH, WIDTH)));
      model.put(name + ".bias", manager.randomNormal(new Shape(WIDTH)));
      for (String kept : new String[] {".weight.exp_avg", ".weight.exp_avg_sq"}) {
        optimizer.put(name + kept, manager.randomNormal(new Shape(4 * WIDTH, WIDTH)));
      }
      optimizer.put(name + ".weight.step", manager.create(1f));
    }
    return Map.of(Checkpoint.MODEL, model, Checkpoint.OPTIMIZER, optimizer);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
