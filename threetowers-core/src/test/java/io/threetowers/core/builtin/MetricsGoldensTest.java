package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Zero-shot and retrieval metrics of open_clip and big_vision, of the same embeddings:
 * tools/goldens/metrics.py.
 */
final class MetricsGoldensTest {
  private static final double TOLERANCE = 1e-6;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Map<String, float[]> table = new HashMap<>();
  private final List<Example> examples = new ArrayList<>();
  private WeightFile file;
  private JsonObject golden;

  @BeforeEach
  void open() throws IOException, URISyntaxException {
    file = WeightFile.open(resource("metrics.safetensors"));
    golden = JsonParser.parseString(Files.readString(resource("metrics.json"))).getAsJsonObject();
  }

  @AfterEach
  void close() throws IOException {
    file.close();
    manager.close();
  }

  /** Templates averaged and made of length 1 again; of one class there is no image. */
  @Test
  void classifiesWithoutShotsAsOpenClip() throws IOException {
    JsonObject expected = golden.getAsJsonObject("zeroshot");
    float[][] prompts = rows("prompts");
    List<JsonElement> texts = expected.getAsJsonArray("prompts").asList();
    IntStream.range(0, prompts.length)
        .forEach(i -> table.put(texts.get(i).getAsString(), prompts[i]));
    float[][] images = rows("images");
    long[] labels = file.read("labels", manager).toLongArray();
    for (int i = 0; i < images.length; i++) {
      table.put("image " + i, images[i]);
      examples.add(
          new Example(
              "key" + i, Map.of("image", image(i), "label", new Value.Label("class" + labels[i]))));
    }
    List<String> classes = IntStream.range(0, 12).mapToObj(i -> "class" + i).toList();
    List<String> templates =
        expected.getAsJsonArray("templates").asList().stream()
            .map(JsonElement::getAsString)
            .toList();
    ZeroShot.Config config =
        new ZeroShot.Config("img", "txt", "label", classes, Map.of(), templates, true, true);
    Map<String, Double> metrics =
        new ZeroShot()
            .create(config, new HostContext("zero"))
            .run(
                new TableEmbedder(manager, Map.of("img", "image", "txt", "text"), table),
                new ListSource(
                    Map.of("image", FieldType.IMAGE, "label", FieldType.LABEL), examples));

    assertThat(metrics)
        .containsOnlyKeys("zeroshot-top1", "zeroshot-top5", "zeroshot-mean-per-class");
    metrics.forEach((name, value) -> assertMetric(name, value, expected.get(name)));
  }

  /** One to four captions of an image: any counts there, each counts back. */
  @Test
  void retrievesAsBigVision() throws IOException {
    long[] owners = file.read("retrieval.owner", manager).toLongArray();
    Map<String, Double> metrics = retrieve(owners, Integer.MAX_VALUE);
    JsonObject expected = golden.getAsJsonObject("retrieval");
    for (String direction : List.of("image_to_text", "text_to_image")) {
      for (int k : new int[] {1, 5, 10}) {
        JsonElement recall = expected.getAsJsonObject(direction).get("Recall@" + k);
        String name = direction + "_R@" + k;
        assertMetric(name, metrics.get(name), recall);
      }
    }
  }

  /** One caption of an image; ranks, too. */
  @Test
  void retrievesAsOpenClip() throws IOException {
    long[] owners = file.read("retrieval.owner", manager).toLongArray();
    Map<String, Double> metrics = retrieve(owners, 1);
    JsonObject expected = golden.getAsJsonObject("retrieval").getAsJsonObject("pairs");
    assertThat(metrics).containsOnlyKeys(expected.keySet());
    metrics.forEach((name, value) -> assertMetric(name, value, expected.get(name)));
  }

  private Map<String, Double> retrieve(long[] owners, int captions) throws IOException {
    float[][] images = rows("retrieval.images");
    float[][] texts = rows("retrieval.texts");
    IntStream.range(0, images.length).forEach(i -> table.put("image " + i, images[i]));
    IntStream.range(0, texts.length).forEach(i -> table.put("text " + i, texts[i]));
    for (int i = 0; i < images.length; i++) {
      int image = i;
      List<String> own =
          IntStream.range(0, owners.length)
              .filter(text -> owners[text] == image)
              .limit(captions)
              .mapToObj(text -> "text " + text)
              .toList();
      examples.add(
          new Example("key" + i, Map.of("image", image(i), "caption", new Value.Text(own))));
    }
    return new Retrieval()
        .create(new Retrieval.Config("img", "txt", List.of(1, 5, 10)), new HostContext("find"))
        .run(
            new TableEmbedder(manager, Map.of("img", "image", "txt", "caption"), table),
            new ListSource(Map.of("image", FieldType.IMAGE, "caption", FieldType.TEXT), examples));
  }

  private static void assertMetric(String name, double actual, JsonElement expected) {
    assertThat(actual).as(name).isCloseTo(expected.getAsDouble(), within(TOLERANCE));
  }

  private static Value image(int index) {
    return Value.Raw.of(("image " + index).getBytes(UTF_8));
  }

  private float[][] rows(String name) throws IOException {
    int width = Math.toIntExact(file.shape(name).get(1));
    float[] flat = file.read(name, manager).toFloatArray();
    float[][] rows = new float[flat.length / width][width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(flat, i * width, rows[i], 0, width);
    }
    return rows;
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(MetricsGoldensTest.class.getResource(name).toURI());
  }
}
