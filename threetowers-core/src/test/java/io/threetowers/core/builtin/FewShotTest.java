package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FewShotTest {
  private static final Map<String, FieldType> FIELDS =
      Map.of("image", FieldType.IMAGE, "label", FieldType.LABEL);

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Map<String, float[]> table = new HashMap<>();

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void classifiesWhatIsFarFromWhereTheFewAre() {
    List<Example> train = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      train.add(image("cat " + i, "cat", 10 + i, i % 2));
      train.add(image("dog " + i, "dog", -10 - i, i % 2));
    }
    List<Example> test =
        List.of(
            image("a", "cat", 9, 0),
            image("b", "cat", 20, 1),
            image("c", "dog", -3, 0),
            image("d", "dog", 15, 1));

    Map<String, Double> metrics = run(config(List.of(2, 5)), train, test);

    assertThat(metrics).containsExactly(Map.entry("2shot-top1", .75), Map.entry("5shot-top1", .75));
    assertThat(manager.getManagedArrays()).isEmpty();
  }

  @Test
  void classifiesTheOthersWhereThereIsNoOtherData() {
    List<Example> data = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      data.add(image("cat " + i, "cat", 10 + i));
      data.add(image("dog " + i, "dog", -10 - i));
    }
    assertThat(run(config(List.of(1, 3)), data)).containsEntry("3shot-top1", 1.0);
    assertThatThrownBy(() -> run(config(List.of(1, 4)), data))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "evaluator 'few' has no example left to classify when 4 of each class are drawn from the"
                + " same data; name other data as 'train', or fewer 'shots'");
  }

  /**
   * Of classes 3 and 7 strong, 5 shots are 3 and 5; all of the first remain, so none of it is left.
   */
  @Test
  void takesWhatAClassHasAndLeavesUnreadableImagesOut() {
    List<Example> data = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      data.add(image("dog " + i, "dog", -10 - i));
    }
    for (int i = 0; i < 3; i++) {
      data.add(image("cat " + i, "cat", 10 + i));
    }
    data.add(example("unreadable", "owl"));
    assertThat(run(config(List.of(5)), data)).containsExactly(Map.entry("5shot-top1", 1.0));
  }

  @Test
  void refusesAClassWithoutAnExampleToLearnFrom() {
    List<Example> train = List.of(image("a", "cat", 1), image("b", "dog", 2));
    List<Example> test = List.of(image("c", "owl", 3));
    assertThatThrownBy(() -> run(config(List.of(1)), train, test))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "evaluator 'few': its data has the label 'owl', of which its training data has no"
                + " example");
  }

  @Test
  void refusesNoShotsAndTheSameTwice() {
    assertThatThrownBy(() -> config(List.of()))
        .hasMessage("shots needs at least one number, such as [1, 5, 10]");
    assertThatThrownBy(() -> config(List.of(5, 5))).hasMessage("shots names a number twice");
  }

  private Example image(String key, String label, float... embedding) {
    table.put("image " + key, embedding);
    return example(key, label);
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

  private static FewShot.Config config(List<Integer> shots) {
    return new FewShot.Config("img", "label", Optional.empty(), shots, 3, 1, false);
  }

  private Map<String, Double> run(FewShot.Config config, List<Example> train, List<Example> test) {
    return run(config, Optional.of(new ListSource(FIELDS, train)), test);
  }

  private Map<String, Double> run(FewShot.Config config, List<Example> data) {
    return run(config, Optional.empty(), data);
  }

  private Map<String, Double> run(
      FewShot.Config config, Optional<DataSource> train, List<Example> data) {
    HostContext context = new HostContext("few");
    return new FewShotEvaluator(
            config, "few", train, new LinearProbe(context), new Ranking(context))
        .run(
            new TableEmbedder(manager, Map.of("img", "image"), table),
            new ListSource(FIELDS, data));
  }
}
