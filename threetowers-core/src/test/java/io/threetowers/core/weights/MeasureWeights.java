package io.threetowers.core.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code tools/measure-weights}: how long it takes to load a file of the size of ViT-L beside how
 * long it takes to read it.
 */
final class MeasureWeights {
  private static final int WIDTH = 1024;
  private static final int DEPTH = 24;
  private static final int CHUNK = 1 << 24;

  private MeasureWeights() {}

  /**
   * Writes the file and measures.
   *
   * @param args a folder, and how often
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0], "vit-l.safetensors");
    int rounds = Integer.parseInt(args[1]);
    double[] plain = new double[rounds];
    double[] loading = new double[rounds];
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Map<String, NDArray> parameters = parameters(manager);
      Safetensors.write(file, parameters, Map.of(), false);
      for (int i = -1; i < rounds; i++) {
        double read = seconds(() -> readPlainly(file));
        double load = seconds(() -> load(file, parameters));
        if (i >= 0) {
          plain[i] = read;
          loading[i] = load;
        }
      }
      report(Files.size(file), median(plain), median(loading));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void report(long bytes, double plain, double loading) {
    PrintStream out = System.out;
    long peak =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    out.printf(
        "%.2f GB: read in %.3f s, loaded in %.3f s, %.2f times as long; at most %.0f MB of heap%n",
        bytes / 1e9, plain, loading, loading / plain, peak / 1e6);
  }

  private static Map<String, NDArray> parameters(NDManager manager) {
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    for (int i = 0; i < DEPTH; i++) {
      String block = "blocks." + i + ".";
      parameters.put(block + "attn.qkv.weight", manager.ones(new Shape(3 * WIDTH, WIDTH)));
      parameters.put(block + "attn.qkv.bias", manager.ones(new Shape(3 * WIDTH)));
      parameters.put(block + "attn.proj.weight", manager.ones(new Shape(WIDTH, WIDTH)));
      parameters.put(block + "attn.proj.bias", manager.ones(new Shape(WIDTH)));
      parameters.put(block + "mlp.fc1.weight", manager.ones(new Shape(4 * WIDTH, WIDTH)));
      parameters.put(block + "mlp.fc1.bias", manager.ones(new Shape(4 * WIDTH)));
      parameters.put(block + "mlp.fc2.weight", manager.ones(new Shape(WIDTH, 4 * WIDTH)));
      parameters.put(block + "mlp.fc2.bias", manager.ones(new Shape(WIDTH)));
    }
    return parameters;
  }

  private static void load(Path file, Map<String, NDArray> parameters) throws IOException {
    try (WeightFile weights = WeightFile.open(file)) {
      for (Map.Entry<String, NDArray> parameter : parameters.entrySet()) {
        weights.readInto(parameter.getKey(), parameter.getValue());
      }
    }
  }

  private static void readPlainly(Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer.clear()) >= 0) {
        // The next piece goes over it.
      }
    }
  }

  /** Something that reads files. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static double seconds(Work work) throws IOException {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
