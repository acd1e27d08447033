package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.config.Source;
import io.threetowers.core.model.Edge;
import io.threetowers.core.model.TowerNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {
  @TempDir private Path folder;

  private TinyExperiment tiny(String timeline) throws IOException {
    return new TinyExperiment(
        TinyExperiment.THREE_TOWERS.formatted("") + "loader: {batch: 8}\ntimeline:\n" + timeline,
        folder);
  }

  @Test
  void holdsFromEachEntryOn() throws IOException {
    try (TinyExperiment tiny =
        tiny(
            """
              - {at: 20%, thaw: ['towers\\.third\\..*'], edge-weights: {img-txt: 0.5}}
              - {at: 10 steps, resolution: {image: 3}, lr-multipliers: {'heads\\..*': 0.1}}
              - {at: 3 epochs, freeze: ['towers\\.text\\.first.*', 'losses\\..*'], batch: 16}
              - {at: 30 steps, freeze: ['.*second.weight', '.*first.*'], lr-multipliers: {'heads\\.img\\..*': 1}}
            """)) {
      Timeline timeline = tiny.timeline;
      assertThat(timeline.phases().changes().keySet()).containsExactly(0L, 9L, 10L, 20L, 30L);
      Phase first = timeline.at(8);
      assertThat(first.isTrained("towers.third.first.weight")).isFalse();
      assertThat(first.isTrained("towers.text.first.weight")).isTrue();
      assertThat(first.rate("heads.img.weight")).isEqualTo(1);
      assertThat(tower(timeline, 19, "third").trained()).isFalse();
      assertThat(tower(timeline, 20, "third").trained()).isTrue();
      assertThat(weights(timeline, 19)).containsExactly(1 / 3.0, 2 / 3.0);
      assertThat(weights(timeline, 20)).containsExactly(0.5, 2 / 3.0);
      assertThat(tower(timeline, 9, "image").tower().input().shape().get(0)).isEqualTo(4);
      assertThat(tower(timeline, 10, "image").tower().input().shape().get(0)).isEqualTo(3);
      assertThat(timeline.at(10).rate("heads.img.weight")).isEqualTo(0.1);
      assertThat(timeline.at(9).isTrained("towers.text.first.weight")).isFalse();
      assertThat(tower(timeline, 9, "text").trained()).isTrue();
      assertThat(tower(timeline, 30, "text").trained()).isFalse();
      assertThat(timeline.at(30).rate("heads.img.weight")).isEqualTo(1);
      assertThat(timeline.at(30).rate("heads.txt.weight")).isEqualTo(0.1);
      assertThat(timeline.isEmbedded("third", 19)).isTrue();
      assertThat(timeline.isEmbedded("third", 20)).isFalse();
      // Frozen again, but not with the weights that its embeddings were computed with.
      assertThat(timeline.isEmbedded("third", 30)).isFalse();
      assertThat(timeline.isEmbedded("text", 30)).isFalse();
      assertThat(timeline.notes())
          .containsExactly(
              "towers.image is trained on inputs of (3) in the end, but evaluated, embedded and exported for its own, (4)");
      assertThat(timeline.changes().get(0))
          .isEqualTo(new Timeline.Change(9, "freeze towers\\.text\\.first.* (1 parameters)"));
    }
  }

  private static TowerNode tower(Timeline timeline, long step, String name) {
    return timeline.at(step).composition().towers().get(name);
  }

  private static List<Double> weights(Timeline timeline, long step) {
    return timeline.at(step).composition().edges().stream().map(Edge::weight).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "0.9 | optimizer.layer-decay: no tower has blocks, parameters named 'blocks.0.…', that it could tell apart",
        "{towers: {image: 0.9}} | optimizer.layer-decay.towers.image: the tower has no blocks, parameters named 'blocks.0.…', that it could tell apart",
        "{towers: {imag: 0.9}} | optimizer.layer-decay.towers.imag: there is no tower 'imag'; did you mean 'image'?",
      })
  void refusesLayersWhereTowersHaveNone(String decay, String message) {
    String yaml =
        TinyExperiment.THREE_TOWERS
            .formatted("")
            .replace("weight-decay: 0.1", "weight-decay: 0.1, layer-decay: " + decay);
    InvalidConfigException e =
        catchThrowableOfType(
            InvalidConfigException.class, () -> new TinyExperiment(yaml, folder).close());
    assertThat(e.problems()).hasSize(1);
    assertThat(e).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{at: 100, batch: 4} | 100, | is after 100 steps, but the run ends after 100",
        "{at: 5000 epochs, batch: 4} | 5000 epochs | but the run ends after 100",
        "{at: 5, thaw: ['towers\\.thrid\\..*']} | 'towers\\.thrid | matches the name of no trainable parameter, such as 'towers.third.first.weight'",
        "{at: 5, thaw: ['towers\\.image\\..*']} | 'towers\\.image | is trained by then already",
        "{at: 5, freeze: ['towers\\.third\\..*']} | 'towers\\.third | is frozen by then already",
        "{at: 5, freeze: ['towers\\.i.*'], thaw: ['towers\\..*']} | 'towers\\..* | 'towers.image.first.weight' is frozen at the same step by timeline[0].freeze[0]",
        "{at: 5, freeze: ['.*']} | {at | from step 5 on everything that the edges join is frozen; there is nothing to train",
        "{at: 5, resolution: {imag: 3}} | 3} | there is no tower 'imag'; did you mean 'image'?",
        "{at: 5, resolution: {text: 3}} | 3} | 'resolution' is for image towers, and towers.text reads the modality 'text'",
        "{at: 5, tokens: {image: 3}} | 3} | 'tokens' is for text towers",
        "{at: 5, resolution: {image: 7}} | 7} | '7' numbers are more than 4",
        "{at: 5, batch: 25} | 25} | data.train has 24 examples, fewer than one batch of 25",
        "{at: 5, edge-weights: {img-text: 1}} | 1} | there is no edge 'img-text'; did you mean 'img-txt'?",
        "{at: 5, lr-multipliers: {'head\\..*': 1}} | 1} | matches the name of no trainable parameter",
        "{at: 5, batch: 4}, {at: 5%, batch: 6} | 6} | timeline[0].batch sets it at the same step, too; remove one",
        "{at: 0 steps, thaw: ['towers\\.third.*']} | {from: third | standardizes its input, which is measured before the first step; the timeline changes 'third' at the start",
        "{at: 5} | {at | nothing changes; give freeze, thaw, resolution, tokens, batch, edge-weights or lr-multipliers",
        "{at: 5, lr-multipliers: {'heads\\..*': -1}} | {at | the multiplier '-1.0' of lr-multipliers is negative",
      })
  void refuses(String entries, String where, String message) {
    String yaml =
        TinyExperiment.THREE_TOWERS
                .formatted("")
                .replace(
                    "third-img: {from: third, type: linear, width: 3}",
                    "third-img: {from: third, type: linear, width: 3, standardize: true}")
            + "loader: {batch: 8}\ntimeline: ["
            + entries
            + "]\n";
    InvalidConfigException e =
        catchThrowableOfType(
            InvalidConfigException.class, () -> new TinyExperiment(yaml, folder).close());
    assertThat(e).isNotNull();
    assertThat(e.problems()).hasSize(1);
    assertThat(e.problems().get(0).message()).contains(message);
    Source source = e.problems().get(0).source();
    String line = yaml.lines().toList().get(source.line() - 1);
    assertThat(line.substring(source.column() - 1)).startsWith(where);
  }
}
