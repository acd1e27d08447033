package io.threetowers.core.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.train.TinyExperiment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedTargetsTest {
  private static final String NOTHING = "";
  private static final String SECOND_EDGE =
      "evaluate: {r: {type: retrieval, image: img-third, text: third-img}}\n";
  private static final String FIRST_EDGE =
      "evaluate: {r: {type: retrieval, image: img, text: txt}}\n";

  @TempDir private Path folder;

  @Test
  void takesThePairThatEvaluatorsReadOrElseThatOfTheFirstEdge() throws IOException {
    assertThat(targets(NOTHING)).containsExactly("img_emb: img 5", "text_emb: txt 5");
    assertThat(targets(SECOND_EDGE))
        .containsExactly("img_emb: img-third 3", "third-img_emb: third-img 3");
  }

  @Test
  void takesATowerForItsHeadThatEvaluatorsReadOrElseForItsOnlyOne() throws IOException {
    assertThat(targets(FIRST_EDGE, "image")).containsExactly("img_emb: img 5");
    assertThat(targets(SECOND_EDGE, "image")).containsExactly("img_emb: img-third 3");
    assertThat(targets(NOTHING, "text", "third"))
        .containsExactly("text_emb: txt 5", "img_emb: third-img 3");
    assertThatThrownBy(() -> targets(NOTHING, "image"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "tower 'image' has the heads 'img', 'img-third'; name one of them, or add --without-heads for the tower's own output");
  }

  @Test
  void takesTowersThemselvesWithoutHeads() throws IOException {
    try (TinyExperiment tiny = tiny(SECOND_EDGE)) {
      EmbedTargets targets = new EmbedTargets(tiny.experiment, tiny.composition);
      assertThat(told(targets.of(List.of(), true)))
          .containsExactly("img_emb: image 6", "third_emb: third 6");
      assertThat(told(targets.of(List.of("third", "text"), true)))
          .containsExactly("img_emb: third 6", "text_emb: text 6");
      assertThatThrownBy(() -> targets.of(List.of("imgs"), true))
          .hasMessageStartingWith("there is no tower 'imgs'; ");
    }
  }

  @Test
  void refusesNamesOfNothingTwiceAndOfAFolderThatIsTaken() {
    assertThatThrownBy(() -> targets(FIRST_EDGE, "imgg"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("there is no tower or head 'imgg'; did you mean 'img'?");
    assertThatThrownBy(() -> targets(FIRST_EDGE, "img", "image"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--towers names 'img' twice; each is written once");
    assertThatThrownBy(() -> targets(FIRST_EDGE, "third-img", "img"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("the folder 'img_emb' is that of 'third-img'; name 'img' before it");
  }

  private List<String> targets(String evaluate, String... names) throws IOException {
    try (TinyExperiment tiny = tiny(evaluate)) {
      return told(new EmbedTargets(tiny.experiment, tiny.composition).of(List.of(names), false));
    }
  }

  private TinyExperiment tiny(String evaluate) throws IOException {
    return new TinyExperiment(TinyExperiment.THREE_TOWERS.formatted("") + evaluate, folder);
  }

  private static List<String> told(List<EmbedTarget> targets) {
    return targets.stream()
        .map(target -> target.folder() + ": " + target.embedding() + " " + target.width())
        .toList();
  }
}
