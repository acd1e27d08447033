package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ZeroShotTest {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Map<String, float[]> table = new HashMap<>();
  private final List<Example> examples = new ArrayList<>();

  @AfterEach
  void closeManager() {
    manager.close();
  }

  /**
   * By hand: one of three cats looks most like a dog, the dog is right, the owl looks like a cat.
   * So 3 of 5 are right, and (2/3 + 1 + 0) / 3 per class.
   */
  @Test
  void choosesTheNearestClass() {
    table.put("cat", new float[] {1, 0, 0});
    table.put("dog", new float[] {0, 1, 0});
    table.put("owl", new float[] {0, 0, 1});
    image("a", "cat", .9f, .1f, 0);
    image("b", "cat", .9f, 0, .1f);
    image("c", "cat", .1f, .9f, 0);
    image("d", "dog", 0, 1, 0);
    image("e", "owl", .9f, .3f, .2f);
    Map<String, Double> metrics = run(config(List.of(), Map.of(), List.of("{}")));
    assertThat(metrics).containsEntry("zeroshot-top1", 0.6).containsEntry("zeroshot-top5", 1.0);
    assertThat(metrics.get("zeroshot-mean-per-class")).isCloseTo(5.0 / 9, within(1e-15));
    assertThat(manager.getManagedArrays()).isEmpty();
  }

  /**
   * By hand: the templates of x average to (0.5, 0.5), whose product with the image is 0.7; of
   * length 1 it is 0.98995. That of y is 0.96.
   */
  @Test
  void averagesTemplatesAndMakesTheMeanOfLengthOneAgain() {
    table.put("a x", new float[] {1, 0});
    table.put("an x", new float[] {0, 1});
    table.put("a y", new float[] {0.8f, 0.6f});
    table.put("an y", new float[] {0.8f, 0.6f});
    image("i", "x", 0.6f, 0.8f);
    assertThat(run(config(List.of("x", "y"), Map.of(), List.of("a {}", "an {}"))))
        .containsEntry("zeroshot-top1", 1.0);
  }

  @Test
  void countsTheFiveBestAndTheFirstOfEquals() {
    for (int i = 0; i < 7; i++) {
      table.put("class " + i, new float[] {i < 4 ? 1 : 0});
    }
    table.put("image", new float[] {1});
    image("p", "class 0", 1);
    image("q", "class 3", 1);
    image("r", "class 4", 1);
    image("s", "class 5", 1);
    assertThat(
            run(
                config(
                    List.of(
                        "class 0", "class 1", "class 2", "class 3", "class 4", "class 5",
                        "class 6"),
                    Map.of(),
                    List.of("{}"))))
        .containsExactly(
            entry("zeroshot-top1", 0.25),
            entry("zeroshot-top5", 0.75),
            entry("zeroshot-mean-per-class", 0.25));
  }

  @Test
  void callsClassesByTheirNames() {
    table.put("tench", new float[] {1, 0});
    table.put("goldfish", new float[] {0, 1});
    image("a", "n01440764", 1, 0);
    image("b", "n01443537", 0, 1);
    Map<String, String> names = Map.of("n01440764", "Tench, Tinca tinca", "n01443537", "goldfish");
    assertThat(run(config(List.of(), names, List.of("{}")))).containsEntry("zeroshot-top1", 1.0);
  }

  @Test
  void leavesUnreadableImagesOut() {
    table.put("cat", new float[] {1, 0});
    table.put("dog", new float[] {0, 1});
    image("a", "cat", 1, 0);
    examples.add(0, example("unreadable", "dog"));
    assertThat(run(config(List.of(), Map.of(), List.of("{}"))))
        .containsEntry("zeroshot-top1", 1.0)
        .containsEntry("zeroshot-mean-per-class", 1.0);
  }

  @Test
  void refusesALabelThatIsNotAmongTheClasses() {
    table.put("cat", new float[] {1});
    image("a", "dgo", 1);
    assertThatThrownBy(() -> run(config(List.of("cat", "dog"), Map.of(), List.of("{}"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "evaluator 'zero': example 'a' has the label 'dgo', which is not among its classes");
  }

  @Test
  void refusesANameForNoClass() {
    table.put("cat", new float[] {1});
    image("a", "cat", 1);
    assertThatThrownBy(() -> run(config(List.of(), Map.of("cta", "cat"), List.of("{}"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("evaluator 'zero': class-names has 'cta', which is none of its 1 classes");
    assertThatThrownBy(() -> config(List.of("cat"), Map.of("cta", "cat"), List.of("{}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("class-names has 'cta', which is not among classes");
  }

  @Test
  void refusesATemplateWithoutAPlaceForTheName() {
    assertThatThrownBy(() -> config(List.of(), Map.of(), List.of("a photo")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("template 'a photo' lacks {}, where the name of the class goes");
  }

  private void image(String key, String label, float... embedding) {
    table.put("image " + key, embedding);
    examples.add(example(key, label));
  }

  private static Example example(String key, String label) {
    return new Example(
        key,
        Map.of(
            "image",
            Value.Raw.of(("image " + key).getBytes(UTF_8)),
            "label",
            new Value.Label(label)));
  }

  private static ZeroShot.Config config(
      List<String> classes, Map<String, String> names, List<String> templates) {
    return new ZeroShot.Config("img", "txt", "label", classes, names, templates, true, true);
  }

  private Map<String, Double> run(ZeroShot.Config config) {
    Map<String, FieldType> fields = Map.of("image", FieldType.IMAGE, "label", FieldType.LABEL);
    return new ZeroShot()
        .create(config, new HostContext("zero"))
        .run(
            new TableEmbedder(manager, Map.of("img", "image", "txt", "text"), table),
            new ListSource(fields, examples));
  }
}
