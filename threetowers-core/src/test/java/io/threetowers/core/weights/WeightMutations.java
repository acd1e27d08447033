package io.threetowers.core.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Feeds damaged files to the readers and watches what happens. */
final class WeightMutations {
  private static final double MAX_SECONDS = 2;
  private static final int DEFECTS_TOLD = 5;

  /** The formats, and ways to write them. */
  enum Format {
    SAFETENSORS,
    SHARDS,
    NPZ,
    TORCH,
    TORCH_LEGACY,
    TORCH_SCRIPT,
    MODULE,
    ONNX
  }

  /**
   * What became of the files.
   *
   * @param refused how many were refused in one line
   * @param slowest seconds that the slowest took
   * @param defects what else happened
   */
  record Result(int refused, double slowest, List<String> defects) {}

  private WeightMutations() {}

  static Result run(Format format, int files, long seed, Path folder) throws Exception {
    for (String name : beside(format)) {
      Files.copy(Goldens.file(name), folder.resolve(name));
    }
    List<byte[]> good = new ArrayList<>();
    for (String name : good(format)) {
      good.add(Files.readAllBytes(Goldens.file(name)));
    }
    // Of the processor and not of the wall: the tests share the machine with others.
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    Random random = new Random(seed);
    Path file = folder.resolve("mutated");
    List<String> defects = new ArrayList<>();
    int refused = 0;
    double slowest = 0;
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (int i = 0; i < files && defects.size() < DEFECTS_TOLD; i++) {
        Files.write(file, ByteMutator.mutate(good.get(random.nextInt(good.size())), random));
        long start = clock.getCurrentThreadCpuTime();
        try {
          if (format == Format.MODULE) {
            writeAnew(file);
          } else {
            readAll(file, manager);
          }
        } catch (InvalidInputException e) {
          refused++;
          if (!e.getMessage().contains(folder.toString()) || e.getMessage().contains("\n")) {
            defects.add("file %d: %s".formatted(i, e.getMessage()));
          }
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
          defects.add(
              "file %d: %s at %s".formatted(i, e, List.of(e.getStackTrace()).subList(0, 3)));
        }
        double seconds = (clock.getCurrentThreadCpuTime() - start) / 1e9;
        slowest = Math.max(slowest, seconds);
        if (seconds > MAX_SECONDS) {
          defects.add("file %d took %.1f s".formatted(i, seconds));
        }
      }
    }
    return new Result(refused, slowest, defects);
  }

  private static List<String> good(Format format) {
    return switch (format) {
      case SAFETENSORS -> List.of("golden.safetensors");
      case SHARDS -> List.of("model.safetensors.index.json");
      case NPZ -> List.of("stored.npz", "deflated.npz");
      case TORCH -> List.of("state.pt", "state-protocol4.pt", "checkpoint.pt");
      case TORCH_LEGACY -> List.of("state-legacy.pt");
      case TORCH_SCRIPT, MODULE -> List.of("module.pt");
      case ONNX -> List.of("model.onnx", "external.onnx");
    };
  }

  /** What must lie beside them. */
  private static List<String> beside(Format format) {
    return switch (format) {
      case SHARDS ->
          List.of("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
      case ONNX -> List.of("external.onnx_data");
      default -> List.of();
    };
  }

  /** As the engine would get it. */
  private static void writeAnew(Path file) throws IOException {
    try (ModuleContents module = ModuleContents.open(file)) {
      new ModuleWriter(module, "cpu")
          .write(
              OutputStream.nullOutputStream(),
              "def forward(self, x: Tensor) -> Tensor:\n  return x");
    }
  }

  private static void readAll(Path file, NDManager manager) throws IOException {
    try (WeightFile weights = WeightFile.open(file);
        NDManager scope = manager.newSubManager()) {
      for (String name : weights.names()) {
        if (weights.type(name).readAs().isPresent()) {
          weights.read(name, scope).close();
        }
      }
    }
  }
}
