package io.threetowers.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingLoaderTest {

  @Test
  void givesEachExampleOnceInAnEpoch() throws Exception {
    ListSource source = new ListSource(TestData.examples(40, 40, Set.of()));
    try (TrainingLoader loader = loader(source, TestData.options(8, 2, false))) {
      for (int epoch = 0; epoch < 3; epoch++) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          try (Batch batch = loader.next()) {
            assertThat(batch.size()).isEqualTo(8);
            assertThat(batch.after())
                .isEqualTo(
                    new DataPosition(
                        5 * epoch + i + 1,
                        epoch,
                        List.of(new DataPosition.Run(8, i + 1)),
                        List.of()));
            keys.addAll(batch.keys());
          }
        }
        assertThat(keys).doesNotHaveDuplicates().hasSize(40);
      }
    }
  }

  @Test
  void dropsTheIncompleteLastBatch() throws Exception {
    ListSource source = new ListSource(TestData.examples(19, 19, Set.of()));
    try (TrainingLoader loader = loader(source, TestData.options(8, 2, false))) {
      for (int i = 0; i < 6; i++) {
        try (Batch batch = loader.next()) {
          assertThat(batch.after().epoch()).isEqualTo(i / 2);
        }
      }
    }
  }

  @Test
  void givesTheSameBatchesWithAnyNumberOfWorkers() throws Exception {
    ListSource source = new ListSource(TestData.examples(100, 30, Set.of(3, 50, 51)));
    List<Snapshot> one =
        Snapshot.of(source, TestData.options(16, 1, true), DataPosition.start(), 20);
    List<Snapshot> four =
        Snapshot.of(source, TestData.options(16, 4, true), DataPosition.start(), 20);

    assertThat(four).isEqualTo(one);
  }

  @Test
  void keepsDistinctValuesApartAndLosesNone() throws Exception {
    ListSource source = new ListSource(TestData.examples(96, 16, Set.of()));
    try (TrainingLoader loader = loader(source, TestData.options(16, 2, true))) {
      for (int epoch = 0; epoch < 3; epoch++) {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 6; i++) {
          try (Batch batch = loader.next()) {
            assertThat(batch.after().epoch()).isEqualTo(epoch);
            assertThat(batch.labels("concept")).doesNotHaveDuplicates();
            keys.addAll(batch.keys());
          }
        }
        assertThat(keys).hasSize(96); // each batch holds each concept once, so all six come about
      }
    }
  }

  @Test
  void heldBackExamplesStandFirstInTheNextBatch() throws Exception {
    Map<String, Integer> order = new TreeMap<>();
    ListSource source = new ListSource(TestData.examples(64, 12, Set.of()));
    try (Cursor cursor = source.open(Pass.shuffled(1234, 0))) {
      for (Example e = cursor.next(); e != null; e = cursor.next()) {
        order.put(e.key(), order.size());
      }
    }
    try (TrainingLoader loader = loader(source, TestData.options(8, 2, true));
        Batch first = loader.next();
        Batch second = loader.next()) {
      int reached = first.keys().stream().mapToInt(order::get).max().orElseThrow();
      List<String> heldBack =
          order.keySet().stream()
              .filter(key -> order.get(key) < reached && !first.keys().contains(key))
              .toList();
      assertThat(heldBack).isNotEmpty();
      assertThat(second.keys().subList(0, 1)).isSubsetOf(heldBack);
    }
  }

  @Test
  void leavesOutWhatCannotBeReadAndSaysSo() throws Exception {
    ListSource source = new ListSource(TestData.examples(20, 20, Set.of(4, 11)));
    try (TrainingLoader loader = loader(source, TestData.options(9, 2, false))) {
      DataPosition after = DataPosition.start();
      Set<String> keys = new HashSet<>();
      for (int i = 0; i < 2; i++) {
        try (Batch batch = loader.next()) {
          keys.addAll(batch.keys());
          after = batch.after();
        }
      }
      assertThat(keys).hasSize(18).doesNotContain("k4", "k11");
      assertThat(after.unreadable()).isSubsetOf("k11", "k4").isSorted();
      try (Batch next = loader.next()) {
        assertThat(next.after().epoch()).isEqualTo(1);
      }
      assertThat(loader.skipped()).isEqualTo(2);
      assertThat(loader.firstSkipped())
          .contains("k4: no image of a known format: 3 bytes that begin with '...'");
    }
  }

  @Test
  void decodesAnImageOnceForAllLanes() throws Exception {
    CountedReads source = new CountedReads(8, new ConcurrentHashMap<>());
    try (TrainingLoader loader =
            new TrainingLoader(
                source,
                TestData.lanes(),
                List.of(),
                TestData.options(8, 1, false),
                DataPosition.start());
        Batch batch = loader.next()) {
      assertThat(batch.rows("third").remaining()).isEqualTo(8 * 192);
    }
    // Some of later epochs may have been read ahead.
    assertThat(source.reads().values()).hasSizeGreaterThanOrEqualTo(8).containsOnly(1);
  }

  @Test
  void countsTheTimeOfItsThreads() throws Exception {
    try (TrainingLoader loader =
        new TrainingLoader(
            new CountedReads(8, new ConcurrentHashMap<>()),
            TestData.lanes(),
            List.of(),
            TestData.options(8, 1, false),
            DataPosition.start())) {
      loader.next().close();
      LoaderTimes first = loader.times();
      assertThat(first.stages()).hasSize(5);
      assertThat(first.stages().values()).allMatch(nanos -> nanos > 0);
      for (int i = 0; i < 20; i++) {
        loader.next().close();
      }
      assertThat(loader.times().since(first).stages().values()).allMatch(nanos -> nanos > 0);
    }
  }

  @Test
  void decodesNoImageThatNoLaneReads() throws Exception {
    CountedReads source = new CountedReads(8, new ConcurrentHashMap<>());
    List<Lane> texts = List.of(new Lane("text", "text", true, TestData.texts()));
    try (TrainingLoader loader =
            new TrainingLoader(
                source, texts, List.of(), TestData.options(8, 1, false), DataPosition.start());
        Batch batch = loader.next()) {
      assertThat(batch.size()).isEqualTo(8);
    }
    assertThat(source.reads()).isEmpty();
  }

  /** Examples whose images say by epoch and number how often they were read. */
  private record CountedReads(int count, Map<String, Integer> reads) implements DataSource {
    @Override
    public long size() {
      return count;
    }

    @Override
    public Map<String, FieldType> fields() {
      return ListSource.FIELDS;
    }

    @Override
    public Cursor open(Pass pass) {
      return new ListSource(
              IntStream.range(0, count).mapToObj(i -> example(pass.epoch(), i)).toList())
          .open(pass);
    }

    private Example example(long epoch, int i) {
      Value.Raw image =
          new Value.Raw(
              () -> {
                reads.merge(epoch + "/" + i, 1, Integer::sum);
                return TestData.png(i);
              });
      return TestData.example(i, count, image);
    }
  }

  @Test
  void drawsACaptionForEachEpochAndKeepsTheCleanViewFixed() throws Exception {
    ListSource source = new ListSource(TestData.examples(8, 8, Set.of()));
    List<Lane> lanes =
        List.of(
            new Lane("a", "text", true, TestData.texts()),
            new Lane("b", "text", true, TestData.texts()),
            new Lane("clean", "text", false, TestData.texts()));
    Set<Long> drawn = new HashSet<>();
    try (TrainingLoader loader =
        new TrainingLoader(
            source, lanes, List.of(), TestData.options(8, 2, false), DataPosition.start())) {
      for (int epoch = 0; epoch < 40; epoch++) {
        try (Batch batch = loader.next()) {
          int i = batch.keys().indexOf("k5");
          long a = batch.rows("a").getLong(16 * i);
          assertThat(batch.rows("b").getLong(16 * i)).isEqualTo(a);
          assertThat(batch.rows("b").getLong(16 * i + 8))
              .as("lanes have random numbers of their own")
              .isNotEqualTo(batch.rows("a").getLong(16 * i + 8));
          assertThat(batch.rows("clean").getLong(16 * i)).isEqualTo("first 5".hashCode());
          drawn.add(a);
        }
      }
    }
    assertThat(drawn)
        .containsExactlyInAnyOrder(
            (long) "first 5".hashCode(), (long) "second 5".hashCode(), (long) "third 5".hashCode());
  }

  @Test
  void namesTheExampleAndTheLaneWhenATransformFails() throws Exception {
    InputTransform failing =
        new InputTransform() {
          @Override
          public Shape shape() {
            return new Shape(1);
          }

          @Override
          public DataType type() {
            return DataType.UINT8;
          }

          @Override
          public void write(Value value, RandomGenerator random, ByteBuffer row) {
            throw new UnsupportedOperationException("no such thing");
          }
        };
    ListSource source = new ListSource(TestData.examples(1, 1, Set.of()));
    List<Lane> lanes = List.of(new Lane("broken", "text", false, failing));
    try (TrainingLoader loader =
        new TrainingLoader(
            source, lanes, List.of(), TestData.options(1, 2, false), DataPosition.start())) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(loader::next)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("example 'k0', lane 'broken'")
            .hasMessageContaining("no such thing")
            .hasRootCauseInstanceOf(UnsupportedOperationException.class);
      }
    }
  }

  @Test
  void refusesDataThatFillNoBatch() throws Exception {
    ListSource few = new ListSource(TestData.examples(5, 5, Set.of()));
    assertThatThrownBy(() -> loader(few, TestData.options(8, 1, false)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("the data have 5 examples, fewer than one batch of 8");

    ListSource unreadable = new ListSource(TestData.examples(8, 8, Set.of(1, 2)));
    try (TrainingLoader loader = loader(unreadable, TestData.options(8, 1, false))) {
      assertThatThrownBy(loader::next)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith(
              "the training data have 6 readable examples, fewer than one batch of 8; the first that cannot be read is ");
    }

    ListSource alike = new ListSource(TestData.examples(50, 3, Set.of()));
    try (TrainingLoader loader = loader(alike, TestData.options(8, 1, true))) {
      assertThatThrownBy(loader::next)
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "the data have only 3 different values of 'concept', fewer than one batch of 8, in which each may be once");
    }
  }

  @Test
  void refusesFieldsAndClassesThatAreNotThere() throws Exception {
    ListSource source = new ListSource(TestData.examples(8, 8, Set.of()));
    List<Lane> misspelt = List.of(new Lane("image", "imgae", false, TestData.images()));
    LoaderOptions options = TestData.options(4, 1, false);
    assertThatThrownBy(
            () -> new TrainingLoader(source, misspelt, List.of(), options, DataPosition.start()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "lane 'image' reads the field 'imgae', which the data do not have; they have: [concept, image, text]");

    List<LabelLane> labels = List.of(new LabelLane("concept", List.of("c0", "c1")));
    try (TrainingLoader loader =
        new TrainingLoader(source, TestData.lanes(), labels, options, DataPosition.start())) {
      assertThatThrownBy(loader::next)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageMatching(
              "example 'k[2-7]': 'c[2-7]' of field 'concept' is none of its 2 classes");
    }
  }

  @Test
  void stopsItsThreadsWhenClosedTwiceWhileItWorks() throws Exception {
    ListSource source = new ListSource(TestData.examples(500, 500, Set.of()));
    for (int i = 0; i < 20; i++) {
      TrainingLoader loader = loader(source, TestData.options(64, 3, false));
      if (i % 2 == 0) {
        loader.next().close();
      }
      loader.close();
      loader.close();
      assertThatThrownBy(loader::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the loader is closed");
      assertThat(loader.skipped()).isZero();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("data-"));
  }

  @Test
  void rowsAreOutOfReachOnceTheBatchIsClosed() throws Exception {
    ListSource source = new ListSource(TestData.examples(8, 8, Set.of()));
    try (TrainingLoader loader = loader(source, TestData.options(4, 1, false))) {
      Batch batch = loader.next();
      assertThat(batch.rows("image").isDirect()).isTrue();
      assertThatThrownBy(() -> batch.rows("imago"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no lane 'imago'");
      batch.close();
      batch.close();
      assertThatThrownBy(() -> batch.rows("image")).isInstanceOf(IllegalStateException.class);
    }
  }

  static TrainingLoader loader(ListSource source, LoaderOptions options) {
    return new TrainingLoader(
        source, TestData.lanes(), TestData.labels(source), options, DataPosition.start());
  }
}
