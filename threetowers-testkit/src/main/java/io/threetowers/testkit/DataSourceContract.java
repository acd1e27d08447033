package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every data source must do: extend it, and open yours over ten examples or more, which a
 * {@code @TempDir} may hold.
 *
 * <p>Every check reads all of them a few times: a dozen is enough. Settings have a contract of
 * their own, {@link ConfigContract}.
 */
public abstract class DataSourceContract {
  private static final long SEED = 2605;

  private DataSource source;

  /**
   * The source under test; called before each test, and more often by some.
   *
   * @return a source of at least ten examples, the same ones at each call
   * @throws IOException fails the test
   */
  protected abstract DataSource create() throws IOException;

  @BeforeEach
  void open() throws IOException {
    source = create();
    assertThat(source.size())
        .as("number of examples: an order of few examples shows little")
        .isGreaterThanOrEqualTo(10);
  }

  @Test
  void givesEveryExampleTheFieldsThatItDeclares() throws IOException {
    assertThat(source.fields()).isNotEmpty();
    for (Example example : examples(source, Pass.inOrder())) {
      assertThat(example.fields()).as(example.key()).containsOnlyKeys(source.fields().keySet());
      for (Map.Entry<String, FieldType> field : source.fields().entrySet()) {
        assertThat(example.fields().get(field.getKey()))
            .as("%s of %s", field.getKey(), example.key())
            .isInstanceOfAny(classes(field.getValue()));
      }
    }
  }

  private static Class<?>[] classes(FieldType type) {
    return switch (type) {
      case IMAGE -> new Class<?>[] {Value.Raw.class, Pixels.class};
      case TEXT -> new Class<?>[] {Value.Text.class};
      case LABEL -> new Class<?>[] {Value.Label.class};
      case RAW -> new Class<?>[] {Value.Raw.class};
    };
  }

  @Test
  void givesEachExampleOnce() throws IOException {
    for (Pass pass : List.of(Pass.inOrder(), Pass.shuffled(SEED, 0), Pass.shuffled(SEED, 1))) {
      List<String> keys = new ArrayList<>();
      try (Cursor cursor = source.open(pass)) {
        for (Example next = cursor.next(); next != null; next = cursor.next()) {
          keys.add(next.key());
        }
        assertThat(keys).as("%s", pass).doesNotHaveDuplicates();
        assertThat(keys.size() + cursor.skipped()).as("%s", pass).isEqualTo(source.size());
      }
    }
  }

  @Test
  void givesTheSameExamplesWhateverTheOrder() throws IOException {
    assertThat(keys(source, Pass.shuffled(SEED, 0)))
        .containsExactlyInAnyOrderElementsOf(keys(source, Pass.inOrder()));
  }

  @Test
  void hasOneOrderForEachPassFromRunToRun() throws IOException {
    DataSource again = create();
    for (Pass pass :
        List.of(Pass.inOrder(), Pass.shuffled(SEED, 3), new Pass(true, SEED, 3, 1, 2))) {
      List<String> keys = keys(source, pass);
      assertThat(keys(source, pass)).as("%s, once more", pass).isEqualTo(keys);
      assertThat(keys(again, pass)).as("%s, opened anew", pass).isEqualTo(keys);
    }
  }

  @Test
  void hasAnOrderOfItsOwnForEachEpochAndSeed() throws IOException {
    List<String> keys = keys(source, Pass.shuffled(SEED, 0));
    assertThat(keys).isNotEqualTo(keys(source, Pass.inOrder()));
    assertThat(keys(source, Pass.shuffled(SEED, 1))).isNotEqualTo(keys);
    assertThat(keys(source, Pass.shuffled(SEED + 1, 0))).isNotEqualTo(keys);
  }

  @Test
  void givesShardsThatTogetherAreThePass() throws IOException {
    for (boolean shuffled : new boolean[] {false, true}) {
      for (int shards = 1; shards <= 4; shards++) {
        List<String> together = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
          together.addAll(keys(source, new Pass(shuffled, SEED, 2, shard, shards)));
        }
        assertThat(together)
            .as("%d shards, shuffled: %s", shards, shuffled)
            .containsExactlyInAnyOrderElementsOf(keys(source, Pass.inOrder()));
      }
    }
  }

  @Test
  void readsTwoPassesAtATime() throws IOException {
    List<String> keys = keys(source, Pass.inOrder());
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    try (Cursor one = source.open(Pass.inOrder());
        Cursor two = source.open(Pass.inOrder())) {
      for (Example next = one.next(); next != null; next = one.next()) {
        first.add(next.key());
        Example other = two.next();
        if (other != null) {
          second.add(other.key());
        }
      }
    }
    assertThat(first).isEqualTo(keys);
    assertThat(second).isEqualTo(keys);
  }

  @Test
  void givesTheSameBytesHoweverOftenTheyAreRead() throws IOException {
    for (Example example : examples(source, Pass.shuffled(SEED, 0))) {
      for (Value value : new HashSet<>(example.fields().values())) {
        if (value instanceof Value.Raw raw) {
          assertThat(raw.bytes()).as(example.key()).isNotEmpty().isEqualTo(raw.bytes());
        }
      }
    }
  }

  @Test
  void staysAtTheEnd() throws IOException {
    try (Cursor cursor = source.open(Pass.inOrder())) {
      while (cursor.next() != null) {
        // on to the end
      }
      assertThat(cursor.next()).isNull();
    }
  }

  @Test
  void mayBeClosedEarlyAndTwice() throws IOException {
    Cursor cursor = source.open(Pass.shuffled(SEED, 0));
    assertThat(cursor.next()).isNotNull();
    cursor.close();
    cursor.close();
  }

  @Test
  void leavesNoThreadAndNoFileOpen() throws IOException {
    Leftovers.assertNoneAfter(
        () -> {
          try (Cursor cursor = source.open(Pass.shuffled(SEED, 0))) {
            for (int i = 0; i < 3; i++) {
              Example example = cursor.next();
              if (example != null) {
                for (Value value : example.fields().values()) {
                  if (value instanceof Value.Raw raw) {
                    raw.bytes();
                  }
                }
              }
            }
          }
        });
  }

  private static List<String> keys(DataSource source, Pass pass) throws IOException {
    return examples(source, pass).stream().map(Example::key).toList();
  }

  private static List<Example> examples(DataSource source, Pass pass) throws IOException {
    List<Example> examples = new ArrayList<>();
    try (Cursor cursor = source.open(pass)) {
      for (Example next = cursor.next(); next != null; next = cursor.next()) {
        examples.add(next);
      }
    }
    return examples;
  }
}
