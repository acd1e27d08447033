package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Embedder.Embeddings;
import io.threetowers.api.Optimizer;
import io.threetowers.api.data.Value;
import io.threetowers.core.cache.CacheListener;
import io.threetowers.core.cache.TowerCaches;
import io.threetowers.core.data.Batch;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.PictureSource;
import io.threetowers.core.data.Stepwise;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.experiment.LoaderSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LiT on a cache: what is trained, and what is read for it. */
class CachedTrainingTest {
  private static final String LIT =
      """
      data: {train: {type: table, file: none.csv, captions: [text]}}
      loader: {batch: 8, workers: 2}
      towers:
        image: {type: tiny, reads: image, frozen: true, cache: %s}
        text: {type: tiny, reads: text}
      heads:
        img: {from: image, type: linear, width: 5, standardize: true}
        txt: {from: text, type: linear, width: 5}
      losses: {nce: {type: tiny-nce}}
      edges: [{join: [img, txt], loss: nce}]
      optimizer: {type: adamw, lr: 0.01, weight-decay: 0.1}
      train: {duration: 100}
      """;

  private static final int EXAMPLES = 300;
  private static final Optional<String> FINGERPRINT = Optional.of("files");

  @TempDir private Path folder;
  private final List<byte @Nullable []> images = PictureSource.images(EXAMPLES, 2);

  @Test
  void trainsOnAWarmCacheWithoutReadingAnImage() throws Exception {
    images.set(17, null);
    List<Double> cold = losses(true, new PictureSource(images, FINGERPRINT));
    // No image can be read any more; only the fingerprint says that they are the same.
    PictureSource none = new PictureSource(Collections.nCopies(EXAMPLES, null), FINGERPRINT);
    assertThat(losses(true, none)).isEqualTo(cold);
    assertThat(none.reads()).isZero();
    List<Double> inMemory = losses(false, new PictureSource(images, FINGERPRINT));
    for (int i = 0; i < cold.size(); i++) {
      assertThat(cold.get(i)).isEqualTo(inMemory.get(i), within(1e-4));
    }
  }

  @Test
  void goesOnInTheDataWithTheSameBytes() throws Exception {
    PictureSource data = new PictureSource(images, FINGERPRINT);
    try (TinyExperiment tiny = new TinyExperiment(LIT.formatted(true), folder);
        TrainingInputs inputs = inputs(tiny, data)) {
      List<String> seen = new ArrayList<>();
      List<DataPosition> positions = new ArrayList<>();
      try (TrainingLoader loader = loader(tiny, inputs, DataPosition.start())) {
        for (int i = 0; i < 80; i++) {
          try (Batch batch = loader.next()) {
            seen.add(text(batch));
            positions.add(batch.after());
          }
        }
      }
      for (int cut : new int[] {0, 36, 60}) {
        try (TrainingLoader loader = loader(tiny, inputs, positions.get(cut));
            Batch batch = loader.next()) {
          assertThat(text(batch)).isEqualTo(seen.get(cut + 1));
        }
      }
    }
  }

  @Test
  void measuresTheSameStatisticsAsInMemory() throws IOException {
    PictureSource data = new PictureSource(images, FINGERPRINT);
    for (boolean cached : new boolean[] {true, false}) {
      try (TinyExperiment tiny = new TinyExperiment(LIT.formatted(cached), folder);
          TrainingInputs inputs = inputs(tiny, data);
          TrainingLoader loader = loader(tiny, inputs, DataPosition.start())) {
        assertThat(loader).isNotNull();
        float[] mean = tiny.model.state().get("heads.img.mean").toFloatArray();
        float[] deviation = tiny.model.state().get("heads.img.deviation").toFloatArray();
        double[][] plain = statistics(tiny, data);
        for (int i = 0; i < mean.length; i++) {
          assertThat((double) mean[i]).isEqualTo(plain[0][i], within(1e-6));
          assertThat((double) deviation[i]).isEqualTo(plain[1][i] + 1e-5, within(1e-6));
        }
      }
    }
  }

  /** In double precision, by the definition. */
  private static double[][] statistics(TinyExperiment tiny, PictureSource data) {
    List<Value> values =
        IntStream.range(0, EXAMPLES).mapToObj(i -> (Value) Value.Raw.of(data.bytes(i))).toList();
    try (Embeddings all =
        new ModelEmbedder(tiny.model, tiny.host, 50, 1).embed("image", values, false)) {
      NDArray rows = all.rows();
      int width = (int) rows.getShape().get(1);
      float[] entries = rows.toFloatArray();
      double[][] result = new double[2][width];
      for (int i = 0; i < entries.length; i++) {
        result[0][i % width] += entries[i] / (double) EXAMPLES;
      }
      for (int i = 0; i < entries.length; i++) {
        result[1][i % width] += Math.pow(entries[i] - result[0][i % width], 2) / EXAMPLES;
      }
      for (int i = 0; i < width; i++) {
        result[1][i] = Math.sqrt(result[1][i]);
      }
      return result;
    }
  }

  private List<Double> losses(boolean cache, PictureSource data) throws Exception {
    List<Double> losses = new ArrayList<>();
    try (TinyExperiment tiny = new TinyExperiment(LIT.formatted(cache), folder);
        Optimizer optimizer = tiny.optimizer();
        TrainingInputs inputs = inputs(tiny, data);
        TrainingLoader loader = loader(tiny, inputs, DataPosition.start())) {
      TrainingStep step = tiny.step(optimizer);
      for (int i = 0; i < 50; i++) {
        try (Batch batch = loader.next();
            NDManager scope = tiny.model.manager().newSubManager()) {
          losses.add(step.run(i, inputs.of(batch, scope), scope, 1).loss());
        }
      }
    }
    return losses;
  }

  private TrainingInputs inputs(TinyExperiment tiny, PictureSource data) throws IOException {
    TowerCaches caches =
        new TowerCaches(
            tiny.bound,
            tiny.model,
            data,
            folder.resolve("caches"),
            new CacheListener() {
              @Override
              public void note(String line) {}

              @Override
              public void embedding(String tower, long done, long total, double seconds) {}
            });
    return new TrainingInputs(
        tiny.timeline,
        data,
        new ModelEmbedder(tiny.model, tiny.host, 8, 1),
        tiny.host,
        new Vocabularies(Map.of()),
        caches::open,
        Observer.SILENT);
  }

  private static TrainingLoader loader(
      TinyExperiment tiny, TrainingInputs inputs, DataPosition from) throws IOException {
    LoaderSpec spec = tiny.experiment.loader();
    return inputs.loader(spec, Stepwise.constant(spec.batch()), 3, from);
  }

  private static String text(Batch batch) {
    byte[] image = new byte[batch.rows("image").remaining()];
    batch.rows("image").get(image);
    byte[] text = new byte[batch.rows("text").remaining()];
    batch.rows("text").get(text);
    return batch.keys() + Arrays.toString(image) + Arrays.toString(text);
  }
}
