package io.threetowers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.DataSource;
import io.threetowers.core.data.Batch;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.Lane;
import io.threetowers.core.data.LoaderOptions;
import io.threetowers.core.data.PictureSource;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.train.TinyExperiment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TowerCachesTest {
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
  private static final int EXAMPLES = 600;

  private static final int WIDTH = 6;
  private static final Optional<String> FINGERPRINT = Optional.of("these files");
  private static final Optional<String> NONE = Optional.empty();

  @TempDir private Path folder;
  private final List<byte @Nullable []> images = PictureSource.images(EXAMPLES, 1);
  private final List<String> notes = new ArrayList<>();
  private final List<Long> told = new ArrayList<>();

  @Test
  void embedsOnceAndThenReadsNothingOfTheData() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource cold = new PictureSource(images, FINGERPRINT);
      float[][] rows = rows(tiny, cold, "root");
      assertThat(cold.reads()).isEqualTo(EXAMPLES);
      for (int i = 0; i < EXAMPLES; i++) {
        assertThat(rows[i]).containsExactly(embedded(tiny, cold, i), within(1e-6f));
      }
      PictureSource warm = new PictureSource(images, FINGERPRINT);
      assertThat(rows(tiny, warm, "root")).isDeepEqualTo(rows);
      assertThat(warm.reads()).isZero();
    }
    assertThat(told).containsExactly(256L, 512L, 600L);
    assertThat(notes).hasSize(2);
    assertThat(notes.get(0))
        .isEqualTo(
            "embedding the training data with the frozen tower 'image', once; the cache keeps it");
    assertThat(notes.get(1))
        .startsWith("the cache has all 600 embeddings of the frozen tower 'image': ");
  }

  @Test
  void readsBytesButDecodesNothingWhereASourceHasNoFingerprint() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      float[][] rows = rows(tiny, new PictureSource(images, NONE), "root");
      told.clear();
      PictureSource warm = new PictureSource(images, NONE);
      assertThat(rows(tiny, warm, "root")).isDeepEqualTo(rows);
      // Once each, to learn that they are the same: a decode would have read them again.
      assertThat(warm.reads()).isEqualTo(EXAMPLES);
      assertThat(told).isEmpty();
      assertThat(files("root")).noneMatch(file -> file.matches(".*(tmp|index)"));
    }
  }

  @Test
  void embedsAgainWhatChangedUnderItsKey() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      float[][] before = rows(tiny, new PictureSource(images, FINGERPRINT), "root");
      byte[] first = images.get(0);
      images.set(300, first);
      PictureSource changed = new PictureSource(images, Optional.of("newer files"));
      told.clear();
      float[][] after = rows(tiny, changed, "root");
      assertThat(after[300]).containsExactly(before[0], within(1e-6f));
      assertThat(told).hasSize(1);
      for (int i = 0; i < EXAMPLES; i++) {
        if (i != 300) {
          assertThat(after[i]).isEqualTo(before[i]);
        }
      }
    }
  }

  @Test
  void goesOnAfterACutAndEndsWithTheSameBytes() throws IOException {
    images.set(7, null);
    images.set(400, new byte[] {1, 2, 3});
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      rows(tiny, data, "unbroken");
      byte[] right = Files.readAllBytes(rowsFile("unbroken"));
      for (int cut = 1; cut <= 3; cut++) {
        int last = cut;
        CacheListener dying =
            new CacheListener() {
              private int left = last;

              @Override
              public void note(String line) {}

              @Override
              public void embedding(String tower, long done, long total, double seconds) {
                if (--left == 0) {
                  throw new IllegalStateException("cut");
                }
              }
            };
        String root = "cut" + cut;
        assertThatThrownBy(() -> caches(tiny, data, root, dying).open()).hasMessage("cut");
        notes.clear();
        float[][] rows = rows(tiny, data, root);
        assertThat(rows[7]).isEmpty();
        assertThat(rows[400]).isEmpty();
        assertThat(Files.readAllBytes(rowsFile(root))).isEqualTo(right);
        assertThat(notes).anyMatch(note -> note.startsWith("2 example(s) have no embedding"));
      }
    }
  }

  @Test
  void stopsAfterAChunkWhenAskedAndKeepsIt() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      CacheListener stopping =
          new CacheListener() {
            @Override
            public void note(String line) {}

            @Override
            public void embedding(String tower, long done, long total, double seconds) {}

            @Override
            public boolean isStopped() {
              return true;
            }
          };
      assertThatThrownBy(() -> caches(tiny, data, "root", stopping).open())
          .isInstanceOf(StoppedException.class);
      assertThat(figures(tiny, data).there()).isEqualTo(256);
      CacheStore.Entry entry = new CacheStore(folder.resolve("root")).entries().get(0);
      assertThat(entry.complete()).isFalse();
      assertThat(entry.examples()).isEqualTo(256);
    }
  }

  @Test
  void embedsTheExamplesOfADamagedChunkAgainAndSaysSo() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      float[][] rows = rows(tiny, data, "root");
      Path file = rowsFile("root");
      byte[] bytes = Files.readAllBytes(file);
      int at = (int) Layout.of(WIDTH, 1).offset(300, 0) + 2;
      bytes[at] = (byte) (bytes[at] ^ 4);
      Files.write(file, bytes);
      CacheStore store = new CacheStore(folder.resolve("root"));
      assertThat(store.verify(store.entries().get(0)).damaged()).containsExactly("chunk 1");
      notes.clear();
      assertThat(rows(tiny, data, "root")).isDeepEqualTo(rows);
      assertThat(notes)
          .contains(
              "1 chunk(s) of the cache of 'image' are damaged; their examples are embedded again",
              "the cache has the first 256 examples for the frozen tower 'image'; embedding what it lacks");
      assertThat(store.verify(store.entries().get(0)).damaged()).isEmpty();
      notes.clear();
      assertThat(rows(tiny, data, "root")).isDeepEqualTo(rows);
      assertThat(notes).singleElement().asString().startsWith("the cache has all 600");
    }
  }

  @Test
  void findsDamageInALargeFileWhenARowIsFirstRead() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      float[][] rows = rows(tiny, data, "root");
      Path file = rowsFile("root");
      byte[] bytes = Files.readAllBytes(file);
      int at = (int) Layout.of(WIDTH, 1).offset(300, 0);
      bytes[at] = (byte) (bytes[at] ^ 1);
      Files.write(file, bytes);
      TowerCaches lazy =
          new TowerCaches(tiny.bound, tiny.model, data, folder.resolve("root"), listener(), 0);
      try (CachedTower tower = lazy.open().get("image")) {
        assertThat(read(tower, List.of("key0"), 0)).isEqualTo(rows[0]);
        assertThatThrownBy(() -> read(tower, List.of("key0", "key301"), 0))
            .hasMessageMatching(
                "chunk 1 of '.*rows.bin' is damaged; start again, with --resume, and its examples are embedded again");
        assertThat(read(tower, List.of("key599"), 0)).isEqualTo(rows[599]);
      }
      told.clear();
      try (CachedTower tower = lazy.open().get("image")) {
        assertThat(read(tower, List.of("key301"), 0)).isEqualTo(rows[301]);
      }
      assertThat(told).hasSize(1);
    }
  }

  @Test
  void embedsAllAgainIfTheFileIsCutOffOrItsHeaderIsDamaged() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      float[][] rows = rows(tiny, data, "root");
      byte[] right = Files.readAllBytes(rowsFile("root"));
      byte[] header = right.clone();
      header[3] = 0;
      Files.write(rowsFile("root"), header);
      assertThat(rows(tiny, data, "root")).isDeepEqualTo(rows);
      assertThat(notes).anyMatch(note -> note.matches("the header of '.*rows.bin' is damaged; .*"));
      Files.write(rowsFile("root"), new byte[0]);
      assertThat(rows(tiny, data, "root")).isDeepEqualTo(rows);
      assertThat(Files.readAllBytes(rowsFile("root"))).isEqualTo(right);
    }
  }

  @Test
  void givesOtherWeightsAFolderOfTheirOwn() throws IOException {
    PictureSource data = new PictureSource(images, FINGERPRINT);
    try (TinyExperiment tiny = tiny("")) {
      rows(tiny, data, "root");
      Autograd.notRecording(() -> tiny.model.state().get("towers.image.first.weight").addi(1e-3f));
      rows(tiny, data, "root");
      // Those of another tower mean nothing here.
      Autograd.notRecording(() -> tiny.model.state().get("towers.text.first.weight").addi(1));
      rows(tiny, data, "root");
    }
    assertThat(new CacheStore(folder.resolve("root")).entries())
        .hasSize(2)
        .allSatisfy(entry -> assertThat(entry.examples()).isEqualTo(EXAMPLES))
        .allSatisfy(entry -> assertThat(entry.complete()).isTrue());
  }

  @Test
  void givesAugmentedViewsAndOtherSettingsAFolderOfTheirOwn() throws IOException {
    PictureSource data = new PictureSource(images.subList(0, 10), FINGERPRINT);
    for (String settings :
        List.of("", ", view: augmented", ", view: augmented, views: 2", ", width: 7")) {
      try (TinyExperiment tiny = tiny(settings)) {
        close(caches(tiny, data, "root", listener()).open());
      }
    }
    assertThat(new CacheStore(folder.resolve("root")).entries()).hasSize(4);
    // How many examples run at a time changes no number.
    try (TinyExperiment tiny = tiny(", micro-batch: 3")) {
      close(caches(tiny, data, "root", listener()).open());
    }
    assertThat(new CacheStore(folder.resolve("root")).entries()).hasSize(4);
  }

  @Test
  void givesTheViewsThatTheFirstEpochsWouldHaveShown() throws Exception {
    try (TinyExperiment tiny = tiny(", view: augmented, views: 3")) {
      PictureSource data = new PictureSource(images.subList(0, 80), FINGERPRINT);
      Lane lane =
          new Lane("image", "image", true, tiny.composition.towers().get("image").tower().input());
      LoaderOptions options =
          new LoaderOptions(8, 2, 1, NONE, tiny.experiment.loader().augment(), 5);
      Map<String, CachedTower> open = caches(tiny, data, "root", listener()).open();
      float[][][] seen = new float[5][80][];
      try (TrainingLoader loader =
          new TrainingLoader(data, List.of(lane), List.of(), options, DataPosition.start())) {
        for (int i = 0; i < 50; i++) {
          try (Batch batch = loader.next()) {
            float[] plain = tower(tiny, batch.rows("image"), 8);
            float[] cached = read(open.get("image"), batch.keys(), batch.after().epoch());
            if (batch.after().epoch() < 3) {
              assertThat(cached).containsExactly(plain, within(1e-6f));
            }
            for (int row = 0; row < 8; row++) {
              int number = Integer.parseInt(batch.keys().get(row).substring(3));
              seen[(int) batch.after().epoch()][number] = new float[] {cached[row * WIDTH]};
            }
          }
        }
      }
      assertThat(seen[3]).isDeepEqualTo(seen[0]);
      assertThat(seen[4]).isDeepEqualTo(seen[1]);
      assertThat(Arrays.deepEquals(seen[1], seen[0])).isFalse();
      close(open);
    }
  }

  @Test
  void readsInSeveralPlacesAtOnceWhileOneFillsTheCache() throws Exception {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      List<CompletableFuture<float[][]>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return rows(tiny, data, "root");
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
      }
      for (CompletableFuture<float[][]> reader : readers) {
        assertThat(reader.get()).isDeepEqualTo(readers.get(0).get());
      }
      assertThat(data.reads()).isEqualTo(EXAMPLES);
    }
  }

  @Test
  void tellsWhatIsThereAndWhatIsMissing() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      long bytes = Layout.of(WIDTH, 1).offset(3);
      PictureSource half = new PictureSource(images.subList(0, 256), NONE);
      PictureSource whole = new PictureSource(images, NONE);
      assertThat(figures(tiny, whole)).isEqualTo(new CacheFigures(0, EXAMPLES, bytes));
      assertThat(folder.resolve("root")).doesNotExist();
      close(caches(tiny, half, "root", listener()).open());
      assertThat(figures(tiny, whole)).isEqualTo(new CacheFigures(256, 344, bytes));
      PictureSource stamped = new PictureSource(images, FINGERPRINT);
      close(caches(tiny, stamped, "root", listener()).open());
      int reads = stamped.reads();
      assertThat(figures(tiny, stamped)).isEqualTo(new CacheFigures(EXAMPLES, 0, bytes));
      assertThat(stamped.reads()).isEqualTo(reads);
    }
  }

  @Test
  void removesWhatNobodyUses() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      close(caches(tiny, new PictureSource(images, FINGERPRINT), "root", listener()).open());
      CacheStore store = new CacheStore(folder.resolve("root"));
      assertThat(store.remove(store.entries().get(0))).isTrue();
      assertThat(store.entries()).isEmpty();
    }
  }

  @Test
  void refusesViewsThatNobodyWouldSee() {
    assertThatThrownBy(() -> tiny(", views: 2"))
        .hasMessageContaining(
            "views is '2', but a tower on the clean view has one view of each example; leave it out");
    String own = LIT.formatted(", view: augmented, views: 2").replace(", cache: true", "");
    assertThatThrownBy(() -> new TinyExperiment(own, folder))
        .hasMessageContaining("views is '2', but without 'cache: true' no views are kept");
    assertThatThrownBy(
            () -> new TinyExperiment(LIT.formatted("").replace("frozen: true, ", ""), folder))
        .hasMessageContaining(
            "tiny.yaml:7:44: towers.image.cache: only embeddings of a tower that is wholly frozen stay as they are; say 'frozen: true', or 'cache: false'");
  }

  private TinyExperiment tiny(String settings) throws IOException {
    return new TinyExperiment(LIT.formatted(settings), folder);
  }

  private CacheListener listener() {
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

  private TowerCaches caches(
      TinyExperiment tiny, DataSource data, String root, CacheListener listener) {
    return new TowerCaches(tiny.bound, tiny.model, data, folder.resolve(root), listener);
  }

  private CacheFigures figures(TinyExperiment tiny, DataSource data) throws IOException {
    TowerCaches caches = caches(tiny, data, "root", listener());
    return caches.figures(caches.towers().get(0));
  }

  private static void close(Map<String, CachedTower> open) {
    open.values().forEach(CachedTower::close);
  }

  /** By the number of the example; empty where there is none. */
  private float[][] rows(TinyExperiment tiny, DataSource data, String root) throws IOException {
    try (CachedTower tower = caches(tiny, data, root, listener()).open().get("image")) {
      float[][] rows = new float[(int) data.size()][];
      for (int i = 0; i < rows.length; i++) {
        String key = "key" + i;
        rows[i] = tower.has(key) ? read(tower, List.of(key), 0) : new float[0];
      }
      return rows;
    }
  }

  private static float[] read(CachedTower tower, List<String> keys, long epoch) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(keys.size() * tower.rowBytes());
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    tower.read(keys, epoch, buffer);
    float[] values = new float[keys.size() * WIDTH];
    buffer.flip().asFloatBuffer().get(values);
    return values;
  }

  /** The clean view by hand: the first four bytes of the image. */
  private static float[] embedded(TinyExperiment tiny, PictureSource data, int number)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(data.bytes(number)));
    int first = image.getRGB(0, 0);
    bytes.put((byte) (first >> 16)).put((byte) (first >> 8)).put((byte) first);
    bytes.put((byte) (image.getRGB(1, 0) >> 16)).flip();
    return tower(tiny, bytes, 1);
  }

  private static float[] tower(TinyExperiment tiny, ByteBuffer rows, int count) {
    try (NDManager scope = tiny.model.manager().newSubManager()) {
      NDArray input = scope.create(rows, new Shape(count, 4), DataType.UINT8);
      return Autograd.notRecording(() -> tiny.model.tower("image", input, false)).toFloatArray();
    }
  }

  private Path rowsFile(String root) throws IOException {
    return files(root).stream()
        .filter(file -> file.endsWith("rows.bin"))
        .map(Path::of)
        .findFirst()
        .orElseThrow();
  }

  private List<String> files(String root) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(root))) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }
}
