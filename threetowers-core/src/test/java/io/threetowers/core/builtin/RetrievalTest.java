package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Evaluator;
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

final class RetrievalTest {
  private static final Map<String, FieldType> FIELDS =
      Map.of("image", FieldType.IMAGE, "caption", FieldType.TEXT);

  /** Distances of 4 images (rows) to 8 texts, two for each image: big_vision's own test cases. */
  private static final float[][] A = {
    {0, 0, .1f, .5f, .1f, .2f, .5f, .1f},
    {.5f, .4f, 0, 0, .4f, .2f, .6f, .4f},
    {.5f, .4f, .1f, .5f, 0, 0, .8f, .3f},
    {.5f, .4f, .1f, .5f, .3f, .2f, 0, 0}
  };

  private static final float[][] B = {
    {.8f, .8f, .1f, .5f, .1f, .2f, .5f, .1f},
    {.5f, .4f, 0, 0, .4f, .2f, .6f, .4f},
    {.5f, .4f, .1f, .5f, 0, .8f, .8f, .3f},
    {.5f, .4f, .1f, .5f, .4f, .2f, .3f, .3f}
  };

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Map<String, float[]> table = new HashMap<>();
  private final List<Example> examples = new ArrayList<>();

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void findsEverythingInTheFirstReferenceCase() {
    load(A);
    assertThat(run())
        .containsExactly(
            entry("image_to_text_R@1", 1.0),
            entry("image_to_text_R@5", 1.0),
            entry("image_to_text_R@10", 1.0),
            entry("image_to_text_median_rank", 1.0),
            entry("image_to_text_mean_rank", 1.0),
            entry("text_to_image_R@1", 1.0),
            entry("text_to_image_R@5", 1.0),
            entry("text_to_image_R@10", 1.0),
            entry("text_to_image_median_rank", 1.0),
            entry("text_to_image_mean_rank", 1.0));
  }

  /** Ranks by tools/goldens/retrieval_golden.py. */
  @Test
  void anyCaptionOfAnImageCountsInTheSecondReferenceCase() {
    load(B);
    assertThat(run())
        .containsEntry("image_to_text_R@1", 0.5)
        .containsEntry("image_to_text_R@5", 0.75)
        .containsEntry("image_to_text_R@10", 1.0)
        .containsEntry("image_to_text_median_rank", 2.0)
        .containsEntry("image_to_text_mean_rank", 3.0)
        .containsEntry("text_to_image_mean_rank", 2.375);
  }

  @Test
  void everyCaptionCountsInTheThirdReferenceCase() {
    float[][] c = {B[0].clone(), B[1], B[2], B[3]};
    c[0][6] = .1f;
    load(c);
    assertThat(run())
        .containsEntry("text_to_image_R@1", 0.375)
        .containsEntry("text_to_image_R@5", 1.0)
        .containsEntry("text_to_image_R@10", 1.0)
        .containsEntry("text_to_image_median_rank", 2.0)
        .containsEntry("text_to_image_mean_rank", 2.5)
        .containsEntry("image_to_text_mean_rank", 3.0);
  }

  @Test
  void leavesUnreadableImagesAndTheirCaptionsOut() {
    load(B);
    examples.add(0, example("unreadable", "lost 0", "lost 1"));
    examples.add(3, example("unreadable too", "text 0"));
    assertThat(run())
        .containsEntry("image_to_text_R@1", 0.5)
        .containsEntry("image_to_text_mean_rank", 3.0)
        .containsEntry("text_to_image_mean_rank", 2.375);
  }

  @Test
  void leavesNoArrayBehind() {
    load(B);
    run();
    assertThat(manager.getManagedArrays()).isEmpty();
  }

  @Test
  void refusesDataWithoutTheField() {
    load(A);
    ListSource data = new ListSource(Map.of("image", FieldType.IMAGE), examples);
    assertThatThrownBy(() -> evaluator().run(embedder(), data))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "evaluator 'find' reads the field 'caption', which its data does not have; there are: image");
  }

  @Test
  void refusesDataOfWhichNothingCanBeRead() {
    load(A);
    examples.clear();
    examples.add(example("unreadable", "text 0"));
    assertThatThrownBy(this::run)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "evaluator 'find' found no example in its data whose image and text can both be read");
  }

  @Test
  void asksForItsTwoEmbeddings() {
    assertThat(evaluator().embeddings()).containsExactlyInAnyOrder("img", "txt");
  }

  /**
   * Images are unit vectors and texts columns, so that inner products are the negative distances.
   */
  private void load(float[][] distances) {
    for (int image = 0; image < 4; image++) {
      float[] unit = new float[4];
      unit[image] = 1;
      table.put("image " + image, unit);
      for (int text = 2 * image; text < 2 * image + 2; text++) {
        float[] column = new float[4];
        for (int i = 0; i < 4; i++) {
          column[i] = -distances[i][text];
        }
        table.put("text " + text, column);
      }
      examples.add(example("image " + image, "text " + 2 * image, "text " + (2 * image + 1)));
    }
  }

  private static Example example(String image, String... captions) {
    return new Example(
        image,
        Map.of(
            "image",
            Value.Raw.of(image.getBytes(UTF_8)),
            "caption",
            new Value.Text(List.of(captions))));
  }

  private Map<String, Double> run() {
    return evaluator().run(embedder(), new ListSource(FIELDS, examples));
  }

  private static Evaluator evaluator() {
    return new Retrieval()
        .create(new Retrieval.Config("img", "txt", List.of(1, 5, 10)), new HostContext("find"));
  }

  private TableEmbedder embedder() {
    return new TableEmbedder(manager, Map.of("img", "image", "txt", "caption"), table);
  }
}
