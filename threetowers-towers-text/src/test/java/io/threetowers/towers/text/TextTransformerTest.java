package io.threetowers.towers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.TokenizerFactory;
import io.threetowers.api.Tower;
import io.threetowers.api.data.Value;
import io.threetowers.api.nn.TransformerSize;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.TowerHarness;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextTransformerTest {

  /** big_vision's count for 16 tokens and 32,000 ids, less its head of width x width and a bias. */
  @ParameterizedTest
  @CsvSource({"B, 110234880", "L, 336145408"})
  void hasAsManyParametersAsTheReference(String name, long withHead) {
    TransformerSize size = TransformerSize.parse(name);
    Part<Tokenizer> ids = new Part<>(new IdsFactory(), new IdsConfig(32_000));
    Tower tower = create(Texts.of(size).tokenizer(ids));
    long parameters =
        tower.block().getParameters().values().stream()
            .map(Parameter::getShape)
            .mapToLong(Shape::size)
            .sum();
    long head = (long) size.width() * size.width() + size.width();
    assertThat(parameters).isEqualTo(withHead - head);
  }

  /** big_vision's table: a, aa and aaa, with id 2 for a and the end 1, cut or filled to three. */
  @Test
  void fillsRowsWithEndsForTheLastPosition() {
    Tower tower = create(letters().pool(Pool.LAST));
    assertThat(row(tower, "2")).containsExactly(2, 1, 1);
    assertThat(row(tower, "2 2")).containsExactly(2, 2, 1);
    assertThat(row(tower, "2 2 2")).containsExactly(2, 2, 1);
  }

  @Test
  void fillsRowsWithPaddingForOtherPools() {
    for (Pool pool : List.of(Pool.EOT, Pool.GAP, Pool.MAP)) {
      Tower tower = create(letters().pool(pool));
      assertThat(row(tower, "")).containsExactly(1, 0, 0);
      assertThat(row(tower, "2")).containsExactly(2, 1, 0);
      assertThat(row(tower, "2 2 2 2")).containsExactly(2, 2, 1);
    }
  }

  @Test
  void putsTheStartFirst() {
    Tower tower =
        create(Texts.small().tokenizer(Texts.WORD_PIECE).start().length(4).pool(Pool.EOT));
    assertThat(row(tower, "")).containsExactly(2, 3, 0, 0);
    long[] full = row(tower, "a red fox and two cats");
    assertThat(full[0]).isEqualTo(2);
    assertThat(full[3]).isEqualTo(3);
  }

  @Test
  void refusesATokenizerThatLacksWhatTheTowerNeeds() {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> create(letters().start()))
        .withMessage(
            "'start: true' needs a tokenizer that has a start; name it there, as 'start-token', or say 'start: false'");
    Part<Tokenizer> same =
        new Part<>(
            new HuggingFaceFactory(),
            new HuggingFaceConfig(
                HuggingFaceFactoryTest.file("byte-level.json"),
                Optional.of("<|endoftext|>"),
                Optional.empty(),
                Optional.empty()));
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> create(Texts.small().tokenizer(same).start().pool(Pool.EOT)))
        .withMessageStartingWith("the tokenizer's start is also its end, so that 'pool: eot'");
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> create(Texts.small().vocabulary(257)))
        .withMessage("the vocabulary '257' is smaller than the tokenizer's, which has 258 ids");
  }

  @Test
  void drawsOneOfSeveralTexts() {
    Tower tower = create(letters());
    Value texts = new Value.Text(List.of("3", "4", "5"));
    boolean[] drawn = new boolean[6];
    for (int seed = 0; seed < 50; seed++) {
      drawn[(int) row(tower, texts, seed)[0]] = true;
    }
    assertThat(drawn).containsExactly(false, false, false, true, true, true);
  }

  @Test
  void dropsEntriesInTrainingOnly() {
    try (TowerHarness dropping = TowerHarness.initialized(create(Texts.small().dropout(0.3)), 5);
        TowerHarness plain = TowerHarness.initialized(create(Texts.small()), 5);
        NDManager batch = TowerHarness.newManager()) {
      NDArray input = plain.input(batch, List.of(new Value.Text("fox")));
      float[] expected = plain.embed(input).toFloatArray();
      assertThat(dropping.embed(input).toFloatArray()).isEqualTo(expected);
      assertThat(dropping.embedForTraining(input).toFloatArray()).isNotEqualTo(expected);
    }
  }

  private static Texts letters() {
    return Texts.small().length(3).tokenizer(new Part<>(new IdsFactory(), new IdsConfig(6)));
  }

  private static Tower create(Texts config) {
    return new TextTransformerFactory().create(config.build(), new HostContext("text"));
  }

  private static long[] row(Tower tower, String text) {
    return row(tower, new Value.Text(text), 0);
  }

  private static long[] row(Tower tower, Value value, int seed) {
    ByteBuffer row = ByteBuffer.allocate(8 * (int) tower.input().shape().size());
    tower.input().write(value, new Random(seed), row);
    long[] ids = new long[row.flip().remaining() / 8];
    row.asLongBuffer().get(ids);
    return ids;
  }

  record IdsConfig(int vocabulary) {}

  /** A tokenizer whose texts are ids. */
  static final class IdsFactory implements TokenizerFactory<IdsConfig> {

    @Override
    public String type() {
      return "ids";
    }

    @Override
    public Class<IdsConfig> config() {
      return IdsConfig.class;
    }

    @Override
    public Tokenizer create(IdsConfig config, BuildContext context) {
      return new Ids(config.vocabulary());
    }
  }

  record Ids(int vocabulary) implements Tokenizer {

    @Override
    public int pad() {
      return 0;
    }

    @Override
    public int end() {
      return 1;
    }

    @Override
    public int[] encode(String text) {
      return text.isEmpty()
          ? new int[0]
          : List.of(text.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
    }
  }
}
