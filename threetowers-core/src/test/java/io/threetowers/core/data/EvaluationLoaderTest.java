package io.threetowers.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationLoaderTest {

  @Test
  void keepsTheOrderAndLeavesOutWhatCannotBeRead() throws Exception {
    List<Value> images = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      images.add(Value.Raw.of(i == 5 || i == 22 ? new byte[0] : TestData.png(i)));
    }
    List<Integer> positions = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    try (EvaluationLoader loader =
        new EvaluationLoader(
            NamedValues.numbered(images), FieldType.IMAGE, TestData.images(), 8, 3)) {
      for (Rows rows = loader.next(); rows != null; rows = loader.next()) {
        counts.add(rows.count());
        for (int i = 0; i < rows.count(); i++) {
          byte[] row = new byte[192];
          rows.rows().get(192 * i, row);
          byte[] alone =
              ImageDecoder.DEFAULT
                  .decode(images.get(rows.positions()[i]))
                  .resize(8, 8, Pixels.Filter.BILINEAR)
                  .rgb();
          assertThat(row).isEqualTo(alone);
          positions.add(rows.positions()[i]);
        }
      }
      assertThat(loader.next()).isNull();
      assertThat(loader.skipped()).isEqualTo(2);
      assertThat(loader.firstSkipped().get(0)).startsWith("number 5 in the order of its files: ");
    }
    assertThat(counts).containsExactly(8, 8, 5);
    assertThat(positions)
        .containsExactlyElementsOf(IntStream.range(0, 22).filter(i -> i != 5).boxed().toList());
  }

  @Test
  void readsTheFirstOfAlternativeTexts() throws Exception {
    List<Value> texts = List.of(new Value.Text(List.of("one", "two")), new Value.Text("three"));
    try (EvaluationLoader loader =
        new EvaluationLoader(NamedValues.numbered(texts), FieldType.TEXT, TestData.texts(), 8, 1)) {
      Rows rows = loader.next();
      assertThat(rows).isNotNull();
      assertThat(rows.count()).isEqualTo(2);
      assertThat(rows.rows().remaining()).isEqualTo(2 * 16);
      assertThat(rows.rows().getLong(0)).isEqualTo("one".hashCode());
      assertThat(rows.rows().getLong(16)).isEqualTo("three".hashCode());
    }
  }

  @Test
  void namesThePositionWhenTheTransformFails() throws Exception {
    List<Value> labels = List.of(new Value.Label("a"));
    try (EvaluationLoader loader =
        new EvaluationLoader(
            NamedValues.numbered(labels), FieldType.LABEL, TestData.texts(), 8, 1)) {
      assertThatThrownBy(loader::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("value 0: java.lang.ClassCastException");
    }
  }

  @Test
  void stopsItsThreadsWhenClosedTwice() {
    EvaluationLoader loader =
        new EvaluationLoader(
            NamedValues.numbered(List.of()), FieldType.TEXT, TestData.texts(), 8, 2);
    loader.close();
    loader.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("data-"));
  }

  @Test
  void listsTheClassesOfAField() throws Exception {
    ListSource source = new ListSource(TestData.examples(25, 11, Set.of()));

    assertThat(Vocabulary.of(source, "concept"))
        .isSorted()
        .containsExactlyInAnyOrder(
            IntStream.range(0, 11).mapToObj(i -> "c" + i).toArray(String[]::new));
    assertThatThrownBy(() -> Vocabulary.of(source, "text"))
        .hasMessage(
            "a vocabulary reads the field 'text' of type TEXT, but needs one of type [LABEL]");
  }
}
