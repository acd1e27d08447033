package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.DataSource;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import io.threetowers.core.data.Augmentation;
import io.threetowers.core.data.Batch;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.Jitter;
import io.threetowers.core.data.Lane;
import io.threetowers.core.data.LoaderOptions;
import io.threetowers.core.data.TrainingLoader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how fast the shipped data are loaded; asserts nothing about it, for machines differ. */
class EmojiThroughputTest {
  private static final Logger LOG = LoggerFactory.getLogger(EmojiThroughputTest.class);
  private static final int BATCH = 256;
  private static final int BATCHES = 25;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void tellsHowManyImagesAreLoadedInASecond(int workers) throws Exception {
    long start = System.nanoTime();
    DataSource source = emoji();
    LOG.info("indexed {} examples in {} ms", source.size(), millis(start));
    LoaderOptions options =
        new LoaderOptions(
            BATCH,
            workers,
            2,
            Optional.of("hexcode"),
            new Augmentation(
                List.of(0.7, 1.0), List.of(0.75, 1.33), 0.5, new Jitter(0.2, 0.2, 0.2)),
            1);
    List<Lane> lanes = List.of(new Lane("image", "image", true, images()));
    start = System.nanoTime();
    try (TrainingLoader loader =
        new TrainingLoader(source, lanes, List.of(), options, DataPosition.start())) {
      loader.next().close();
      LOG.info("first batch after {} ms", millis(start));
      for (int i = 0; i < BATCHES; i++) {
        loader.next().close();
      }
      start = System.nanoTime();
      long workStart = cpuNanos("data-worker");
      long fillStart = cpuNanos("data-batches");
      for (int i = 0; i < BATCHES; i++) {
        try (Batch batch = loader.next()) {
          assertThat(batch.size()).isEqualTo(BATCH);
        }
      }
      int images = BATCHES * BATCH;
      LOG.info(
          "{} workers: {} images/s; of a core, {} us an image in the workers and {} us in the reader",
          workers,
          images * 1000L / millis(start),
          (cpuNanos("data-worker") - workStart) / 1000.0 / images,
          (cpuNanos("data-batches") - fillStart) / 1000.0 / images);
    }
  }

  /**
   * What the threads of a name have used of the cores: unlike the time, it hardly depends on what
   * else is running.
   */
  private static long cpuNanos(String name) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .mapToLong(thread -> threads.getThreadCpuTime(thread.getId()))
        .sum();
  }

  private static long millis(long start) {
    return Math.max(1, (System.nanoTime() - start) / 1_000_000);
  }

  private static DataSource emoji() {
    return WebDatasetSource.open(
        new WebDatasetConfig(
            List.of(Path.of("../data/emoji/train-*.tar.gz")),
            Map.of("image", Member.parse("png")),
            Map.of("text", Member.parse("json.captions")),
            Map.of("hexcode", Member.parse("json.hexcode")),
            8),
        "emoji");
  }

  private static InputTransform images() {
    return new InputTransform() {
      @Override
      public Shape shape() {
        return new Shape(64, 64, 3);
      }

      @Override
      public DataType type() {
        return DataType.UINT8;
      }

      @Override
      public void write(Value value, RandomGenerator random, ByteBuffer row) {
        row.put(((Pixels) value).resize(64, 64, Pixels.Filter.BICUBIC).rgb());
      }
    };
  }
}
