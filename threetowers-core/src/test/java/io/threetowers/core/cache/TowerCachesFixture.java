package io.threetowers.core.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.DataSource;
import io.threetowers.core.data.PictureSource;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.train.TinyExperiment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** An experiment with a frozen tower, its training data, and what its caches are told to say. */
abstract class TowerCachesFixture {

  static final String LIT =
      """
      seed: 5
      data: {train: {type: table, file: none.csv, captions: [text]}}
      loader:
        batch: 8
        augment: {flip: 0.5, jitter: {brightness: 0.4, contrast: 0, saturation: 0}}
      towers:
        image: {type: tiny, reads: image, frozen: true, cache: true%s}
        text: {type: tiny, reads: text}
      heads:
        img: {from: image, type: linear, width: 5}
        txt: {from: text, type: linear, width: 5}
      losses: {nce: {type: tiny-nce}}
      edges: [{join: [img, txt], loss: nce}]
      optimizer: {type: adamw, lr: 0.01, weight-decay: 0.1}
      train: {duration: 100}
      """;

  /** Three chunks, the last of them not full. */
  static final int EXAMPLES = 600;

  static final int WIDTH = 6;
  static final Optional<String> FINGERPRINT = Optional.of("these files");
  static final Optional<String> NONE = Optional.empty();

  @TempDir Path folder;
  final List<byte @Nullable []> images = PictureSource.images(EXAMPLES, 1);
  final List<String> notes = new ArrayList<>();
  final List<Long> told = new ArrayList<>();

  TinyExperiment tiny(String settings) throws IOException {
    return new TinyExperiment(LIT.formatted(settings), folder);
  }

  CacheListener listener() {
    return new CacheListener() {
      @Override
      public synchronized void note(String line) {
        notes.add(line);
      }

      @Override
      public synchronized void embedding(String tower, long done, long total, double seconds) {
        told.add(done);
      }
    };
  }

  TowerCaches caches(TinyExperiment tiny, DataSource data, String root, CacheListener listener) {
    return new TowerCaches(tiny.bound, tiny.model, data, folder.resolve(root), listener);
  }

  CacheFigures figures(TinyExperiment tiny, DataSource data) throws IOException {
    TowerCaches caches = caches(tiny, data, "root", listener());
    return caches.figures(caches.towers().get(0));
  }

  static void close(Map<String, CachedTower> open) {
    open.values().forEach(CachedTower::close);
  }

  /** By the number of the example; empty where there is none. */
  float[][] rows(TinyExperiment tiny, DataSource data, String root) throws IOException {
    try (CachedTower tower = caches(tiny, data, root, listener()).open().get("image")) {
      float[][] rows = new float[(int) data.size()][];
      for (int i = 0; i < rows.length; i++) {
        String key = "key" + i;
        rows[i] = tower.has(key) ? read(tower, List.of(key), 0) : new float[0];
      }
      return rows;
    }
  }

  static float[] read(CachedTower tower, List<String> keys, long epoch) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(keys.size() * tower.rowBytes());
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    tower.read(keys, epoch, buffer);
    float[] values = new float[keys.size() * WIDTH];
    buffer.flip().asFloatBuffer().get(values);
    return values;
  }

  /** The clean view by hand: the first four bytes of the image. */
  static float[] embedded(TinyExperiment tiny, PictureSource data, int number) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(data.bytes(number)));
    int first = image.getRGB(0, 0);
    bytes.put((byte) (first >> 16)).put((byte) (first >> 8)).put((byte) first);
    bytes.put((byte) (image.getRGB(1, 0) >> 16)).flip();
    return tower(tiny, bytes, 1);
  }

  static float[] tower(TinyExperiment tiny, ByteBuffer rows, int count) {
    try (NDManager scope = tiny.model.manager().newSubManager()) {
      NDArray input = scope.create(rows, new Shape(count, 4), DataType.UINT8);
      return Autograd.notRecording(() -> tiny.model.tower("image", input, false)).toFloatArray();
    }
  }

  boolean isFree(String root) throws IOException {
    return CacheLock.whileFree(rowsFile(root).toAbsolutePath().getParent(), () -> {});
  }

  Path rowsFile(String root) throws IOException {
    return files(root).stream()
        .filter(file -> file.endsWith("rows.bin"))
        .map(Path::of)
        .findFirst()
        .orElseThrow();
  }

  List<String> files(String root) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(root))) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }
}
