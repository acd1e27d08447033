package io.threetowers.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches whose size and lanes change at some steps. */
class LoaderPhasesTest {

  /** A batch, copied. */
  private record Seen(
      List<String> keys, Map<String, ByteBuffer> rows, DataPosition after, long step) {}

  private final Stepwise<List<Lane>> lanes =
      new Stepwise<>(
          new TreeMap<>(
              Map.of(
                  0L, List.of(TestData.lanes().get(2)),
                  6L, TestData.lanes(),
                  13L, TestData.lanes().subList(0, 2))));

  private static LoaderOptions options(boolean distinct) {
    LoaderOptions plain = TestData.options(1, 2, distinct);
    return new LoaderOptions(
        new Stepwise<>(new TreeMap<>(Map.of(0L, 4, 4L, 7, 9L, 5, 17L, 9))),
        plain.workers(),
        plain.prefetch(),
        plain.distinct(),
        plain.augmentation(),
        plain.seed());
  }

  private List<Seen> read(ReadableExamples data, boolean distinct, DataPosition from, int batches)
      throws Exception {
    List<Seen> all = new ArrayList<>();
    try (TrainingLoader loader =
        new TrainingLoader(
            data, lanes, List.of(), Stepwise.constant(List.of()), options(distinct), from)) {
      for (int i = 0; i < batches; i++) {
        try (Batch batch = loader.next()) {
          Map<String, ByteBuffer> rows = new TreeMap<>();
          for (Lane lane : lanes.at(batch.step())) {
            ByteBuffer row = batch.rows(lane.name());
            rows.put(lane.name(), ByteBuffer.allocate(row.remaining()).put(row).flip());
          }
          all.add(new Seen(batch.keys(), rows, batch.after(), batch.step()));
        }
      }
    }
    return all;
  }

  @Test
  void hasTheSizeAndTheLanesOfEachStep() throws Exception {
    ListSource source = new ListSource(TestData.examples(60, 60, Set.of()));
    List<Seen> seen = read(new ReadableExamples(source), false, DataPosition.start(), 20);
    assertThat(seen).extracting(Seen::step).containsExactly(range(20));
    for (Seen batch : seen) {
      long step = batch.step();
      int size = step < 4 ? 4 : step < 9 ? 7 : step < 17 ? 5 : 9;
      assertThat(batch.keys()).as("step %d", step).hasSize(size);
      int image = size * TestData.SIDE * TestData.SIDE * 3;
      batch
          .rows()
          .forEach(
              (lane, rows) ->
                  assertThat(rows.remaining())
                      .as("step %d, lane %s", step, lane)
                      .isEqualTo(lane.equals("text") ? size * 16 : image));
    }
    // 4 * 4 + 5 * 7 = 51, then a batch of 5, and 4 are dropped: the next would take 5.
    assertThat(seen.get(9).after())
        .isEqualTo(
            new DataPosition(
                10,
                0,
                List.of(
                    new DataPosition.Run(4, 4),
                    new DataPosition.Run(7, 5),
                    new DataPosition.Run(5, 1)),
                List.of()));
    assertThat(seen.get(10).after())
        .isEqualTo(new DataPosition(11, 1, List.of(new DataPosition.Run(5, 1)), List.of()));
  }

  private static Long[] range(int end) {
    Long[] steps = new Long[end];
    for (int i = 0; i < end; i++) {
      steps[i] = (long) i;
    }
    return steps;
  }

  /** An example is in one batch of an epoch, whatever the batches' sizes. */
  @Test
  void givesNoExampleTwiceInAnEpoch() throws Exception {
    ListSource source = new ListSource(TestData.examples(60, 12, Set.of(3, 30)));
    List<Seen> seen = read(new ReadableExamples(source), true, DataPosition.start(), 25);
    Map<Long, List<String>> byEpoch = new TreeMap<>();
    seen.forEach(
        batch ->
            byEpoch
                .computeIfAbsent(batch.after().epoch(), epoch -> new ArrayList<>())
                .addAll(batch.keys()));
    assertThat(byEpoch).hasSizeGreaterThan(2);
    byEpoch.values().forEach(keys -> assertThat(keys).doesNotHaveDuplicates());
  }

  /** Workers run ahead over each change, and what they had begun is begun anew. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goesOnFromEachBatchAsIfItHadNotStopped(boolean distinct) throws Exception {
    // Images that only the later lanes read, and find damaged.
    ListSource source = new ListSource(TestData.examples(60, 12, Set.of(5, 17, 44)));
    ReadableExamples data = new ReadableExamples(source);
    List<Seen> unbroken = read(data, distinct, DataPosition.start(), 22);
    for (int stop = 0; stop < 21; stop++) {
      assertThat(read(data, distinct, unbroken.get(stop).after(), 21 - stop))
          .as("from batch %d at %s", stop, unbroken.get(stop).after())
          .isEqualTo(unbroken.subList(stop + 1, 22));
    }
  }

  /**
   * Once a table is not there any more, the loader finds the same examples unreadable by itself.
   */
  @Test
  void needsNoTableOfUnreadableExamplesAfterThePositionHasThem() throws Exception {
    Set<Integer> damaged = Set.of(5, 17, 44);
    ListSource source = new ListSource(TestData.examples(60, 60, damaged));
    Set<String> keys = new HashSet<>();
    damaged.forEach(i -> keys.add("k" + i));
    ReadableExamples known = new ReadableExamples(source, key -> !keys.contains(key));
    List<Seen> unbroken = read(known, false, DataPosition.start(), 20);
    assertThat(unbroken).noneMatch(batch -> batch.keys().stream().anyMatch(keys::contains));
    // From step 6 on the lanes read images.
    for (int stop = 5; stop < 19; stop++) {
      assertThat(read(new ReadableExamples(source), false, unbroken.get(stop).after(), 19 - stop))
          .as("from batch %d", stop)
          .isEqualTo(unbroken.subList(stop + 1, 20));
    }
  }
}
