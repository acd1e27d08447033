package io.threetowers.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Value;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingLoaderResumeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void goesOnFromAnyPositionAsIfItHadNeverStopped(int seed) throws Exception {
    Random random = new Random(seed);
    int count = 60 + random.nextInt(120);
    Set<Integer> unreadable = new HashSet<>();
    for (int i = 0; i < random.nextInt(12); i++) {
      unreadable.add(random.nextInt(count));
    }
    int batch = 4 + random.nextInt(12);
    ListSource source =
        new ListSource(TestData.examples(count, batch + random.nextInt(20), unreadable));
    LoaderOptions options = TestData.options(batch, 1 + random.nextInt(3), seed % 2 == 0);
    int batches = 50;
    List<Snapshot> unbroken = Snapshot.of(source, options, DataPosition.start(), batches);
    assertThat(unbroken.get(batches - 1).after().epoch()).isPositive();
    for (int i = 0; i < 12; i++) {
      int stop = random.nextInt(batches - 1);
      DataPosition from = unbroken.get(stop).after();
      int more = Math.min(batches - stop - 1, 12);
      assertThat(Snapshot.of(source, options, from, more))
          .as("seed %d, from batch %d at %s", seed, stop, from)
          .isEqualTo(unbroken.subList(stop + 1, stop + 1 + more));
    }
  }

  /** One concept has most of the examples, so that many wait, longer than their rows are kept. */
  @Test
  void goesOnWhereManyExamplesAreHeldBack() throws Exception {
    List<Example> examples = new ArrayList<>(TestData.examples(40, 40, Set.of(7)));
    for (int i = 40; i < 100; i++) {
      examples.add(
          new Example("k" + i, TestData.example(0, 1, Value.Raw.of(TestData.png(i))).fields()));
    }
    ListSource source = new ListSource(examples);
    LoaderOptions options = TestData.options(5, 2, true);
    List<Snapshot> unbroken = Snapshot.of(source, options, DataPosition.start(), 30);
    for (int stop = 0; stop < 29; stop += 3) {
      assertThat(Snapshot.of(source, options, unbroken.get(stop).after(), 29 - stop))
          .as("from batch %d", stop)
          .isEqualTo(unbroken.subList(stop + 1, 30));
    }
  }

  @Test
  void replaysWithoutReadingTheImagesOfConsumedBatches() throws Exception {
    Set<String> read = ConcurrentHashMap.newKeySet();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String key = "k" + i;
      byte[] png = TestData.png(i);
      examples.add(
          TestData.example(
              i,
              400,
              new Value.Raw(
                  () -> {
                    read.add(key);
                    return png;
                  })));
    }
    ListSource source = new ListSource(examples);
    LoaderOptions options = TestData.options(20, 1, true);
    List<Snapshot> unbroken = Snapshot.of(source, options, DataPosition.start(), 8);
    Set<String> consumed = new HashSet<>();
    unbroken.forEach(snapshot -> consumed.addAll(snapshot.keys()));
    read.clear();

    List<Snapshot> next = Snapshot.of(source, options, unbroken.get(7).after(), 1);

    // the workers run a few batches ahead, but not into the next epoch, where consumed examples
    // come again
    assertThat(read)
        .containsAll(next.get(0).keys())
        .hasSizeLessThan(200)
        .doesNotContainAnyElementsOf(consumed);
  }

  @Test
  void refusesAPositionThatTheDataNoLongerHave() {
    ListSource source = new ListSource(TestData.examples(20, 20, Set.of()));
    try (TrainingLoader loader =
        new TrainingLoader(
            source,
            TestData.lanes(),
            List.of(),
            TestData.options(8, 1, false),
            new DataPosition(21, 3, List.of(new DataPosition.Run(8, 7)), List.of()))) {
      assertThatThrownBy(loader::next)
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "cannot go on after batch 7 of epoch 3: the data now have only 2 batches; they have changed since");
    }
  }

  @Test
  void takesNoMoreMemoryAsBatchesGoBy() throws Exception {
    ListSource source = new ListSource(TestData.examples(64, 64, Set.of()));
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    try (TrainingLoader loader =
        TrainingLoaderTest.loader(source, TestData.options(16, 2, false))) {
      for (int i = 0; i < 100; i++) {
        loader.next().close();
      }
      long before = direct.getMemoryUsed();
      for (int i = 0; i < 2000; i++) {
        loader.next().close();
      }
      // the pool may have grown to its limit of prefetched batches, one in the making and one in
      // use
      long batch = 16 * (2 * 192 + 16);
      assertThat(direct.getMemoryUsed() - before).isLessThanOrEqualTo(4 * batch);
    }
  }
}
