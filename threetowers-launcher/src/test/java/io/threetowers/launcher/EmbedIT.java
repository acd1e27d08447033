package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embeddings of a small run, through the start script. */
class EmbedIT {
  private static final int HEADER = 128;
  private static final int WIDTH = 192;

  /** Names and tags: several captions for each image. */
  private static final String CAPTIONS = "data.test-concept.texts={text: json.captions}";

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws Exception {
    Distribution.tinyExperiment(folder);
    succeed("train", "tiny.yaml", "--run", "run", "train.duration=8", "train.evaluate-every=null");
  }

  @Test
  void writesEmbeddingsThatRetrieveAsTheEvaluationReports() throws Exception {
    String reported = succeed("eval", "run").out();
    Distribution.Outcome outcome =
        succeed("embed", "run", "--data", "test-concept", "--out", "one", "--shard-size", "70");
    assertThat(outcome.out()).isEqualTo("191 rows in 3 shards: one\n");
    List<float[]> images = read("one", "img");
    List<float[]> texts = read("one", "text");
    assertThat(images).hasSize(191);
    double[] found = recall(images, texts);
    double[] back = recall(texts, images);
    for (int i = 0; i < 3; i++) {
      assertThat(found[i]).isEqualTo(metric(reported, "image_to_text_R@", i), within(5e-5));
      assertThat(back[i]).isEqualTo(metric(reported, "text_to_image_R@", i), within(5e-5));
    }
  }

  @Test
  void givesEachCaptionARowIfAsked() throws Exception {
    String reported = succeed("eval", "run", CAPTIONS).out();
    succeed("embed", "run", CAPTIONS, "--data", "test-concept", "--out", "all", "--every-caption");
    List<float[]> images = read("all", "img");
    List<float[]> texts = read("all", "text");
    assertThat(texts).hasSameSizeAs(images).hasSize(382);
    List<float[]> distinct = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      if (i == 0 || !Arrays.equals(images.get(i), images.get(i - 1))) {
        distinct.add(images.get(i));
      }
    }
    assertThat(distinct).hasSize(191);
    double[] back = recall(texts, distinct, images);
    for (int i = 0; i < 3; i++) {
      assertThat(back[i])
          .isEqualTo(metric(reported, "text_to_image_R@", i), within(2.0 / texts.size()));
    }
  }

  @Test
  void goesOnAfterBeingKilledAndEndsWithTheSameFiles() throws Exception {
    List<String> arguments =
        List.of(
            "embed run --data test-concept --towers img,txt,third-img --batch 4 --shard-size 8 --half --out"
                .split(" "));
    List<String> unbroken = new ArrayList<>(arguments);
    unbroken.add("unbroken");
    succeed(unbroken.toArray(String[]::new));
    List<String> broken = new ArrayList<>(arguments);
    broken.add("broken");
    Process process =
        Distribution.command(folder, broken.toArray(String[]::new))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("broken.txt").toFile())
            .start();
    Path list = folder.resolve("broken/embeddings.json");
    for (int i = 0; i < 30_000 && process.isAlive() && shards(list) < 2; i++) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    process.destroyForcibly();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    int whole = shards(list);
    assertThat(whole).as(Files.readString(folder.resolve("broken.txt"))).isBetween(2, 24);
    Distribution.Outcome resumed = succeed(broken.toArray(String[]::new));
    assertThat(resumed.err())
        .containsAnyOf("going on after " + whole + " of 24 shards", "is complete");
    assertThat(files("broken"))
        .isEqualTo(files("unbroken"))
        .contains("third-img_emb/third-img_emb_23.npy");
    for (String file : files("broken")) {
      assertThat(folder.resolve("broken").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("unbroken").resolve(file));
    }
    assertThat(succeed(broken.toArray(String[]::new)).err())
        .isEqualTo("'broken' is complete: nothing is left to embed\n");
    broken.remove("--half");
    assertThat(fail(broken.toArray(String[]::new)))
        .isEqualTo(
            "'broken' holds other embeddings: type was float16 and is float32 now; choose another folder with --out\n");
  }

  @Test
  void embedsDataOfOnesOwnWithoutTheExperiments() throws Exception {
    Path shard = folder.resolve("mine.tar.gz");
    Files.copy(Distribution.HOME.resolve("data/emoji/test-concept-000.tar.gz"), shard);
    String gone = "data.train.shards=[gone.tar]";
    succeed("embed", "run", gone, "--data", "mine.tar.gz", "--out", "mine");
    succeed(
        "embed",
        "run",
        gone,
        "--data",
        "{type: webdataset, shards: [mine.tar.gz], texts: {}}",
        "--towers",
        "image",
        "--out",
        "images");
    assertThat(files("images")).doesNotContain("text_emb/text_emb_0.npy");
    assertThat(folder.resolve("images/img_emb/img_emb_0.npy"))
        .hasSameBinaryContentAs(folder.resolve("mine/img_emb/img_emb_0.npy"));
  }

  @Test
  void embedsWithPretrainedTowersButNeverWithRandomOnes() throws Exception {
    succeed("export", "run", "--tower", "image", "--out", "image.safetensors");
    Files.writeString(
        folder.resolve("pretrained.yaml"),
        "extends: tiny.yaml\ntowers: {image: {weights: image.safetensors}}\n");
    assertThat(fail("embed", "pretrained.yaml", "--data", "test-concept", "--out", "random"))
        .contains("heads.img starts from random values; embed the run that trained it")
        .contains("towers.text starts from random values; give it all its weights")
        .doesNotContain("towers.image starts");
    assertThat(folder.resolve("random")).doesNotExist();
    List<String> own =
        List.of("--data", "test-concept", "--without-heads", "--towers", "image,third", "--out");
    for (String from : List.of("pretrained.yaml", "run")) {
      List<String> arguments = new ArrayList<>(List.of("embed", from));
      arguments.addAll(own);
      arguments.add("by-" + from);
      succeed(arguments.toArray(String[]::new));
    }
    for (String file : List.of("img_emb/img_emb_0.npy", "third_emb/third_emb_0.npy")) {
      assertThat(folder.resolve("by-run").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("by-pretrained.yaml").resolve(file));
    }
  }

  @Test
  void tellsWhatIsWrongInOneLine() throws Exception {
    String[] data = {"--data", "test-concept", "--out", "none"};
    assertThat(fail("embed", "run", "--data", "test-concpt", "--out", "none"))
        .isEqualTo("there is no data source 'test-concpt'; did you mean 'test-concept'?\n");
    assertThat(fail("embed", "rum", data[0], data[1], data[2], data[3]))
        .isEqualTo("there is no run and no experiment file 'rum'\n");
    assertThat(fail("embed", "run", data[0], data[1], data[2], data[3], "--towers", "third"))
        .isEqualTo(
            "tower 'third' has the heads 'third-img', 'third-txt'; name one of them, or add --without-heads for the tower's own output\n");
    assertThat(fail("embed", "run", data[0], data[1], data[2], data[3], "--towers", "imag"))
        .contains("there is no tower or head 'imag'");
    assertThat(fail("embed", "run", "--data", "{type: webdataset, shards: [x.tar]}", "--out", "n"))
        .contains("x.tar");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static Distribution.Outcome succeed(String... arguments) throws Exception {
    Distribution.Outcome outcome = Distribution.run(folder, arguments);
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    return outcome;
  }

  private static String fail(String... arguments) throws Exception {
    Distribution.Outcome outcome = Distribution.run(folder, arguments);
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(2);
    return outcome.err();
  }

  private static int shards(Path list) throws IOException {
    return Files.exists(list)
        ? JsonParser.parseString(Files.readString(list))
            .getAsJsonObject()
            .getAsJsonArray("shards")
            .size()
        : 0;
  }

  private static double metric(String table, String name, int place) {
    Matcher matcher =
        Pattern.compile(name + List.of(1, 5, 10).get(place) + " +([0-9.]+)").matcher(table);
    assertThat(matcher.find()).as(table).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private static double[] recall(List<float[]> queries, List<float[]> answers) {
    return recall(queries, answers, answers);
  }

  /** The shares of queries whose right answer is among the 1, 5 and 10 most similar. */
  private static double[] recall(
      List<float[]> queries, List<float[]> answers, List<float[]> right) {
    double[] recall = new double[3];
    for (int query = 0; query < queries.size(); query++) {
      double similarity = product(queries.get(query), right.get(query));
      int rank = 0;
      for (float[] answer : answers) {
        rank += product(queries.get(query), answer) > similarity ? 1 : 0;
      }
      recall[0] += rank < 1 ? 1 : 0;
      recall[1] += rank < 5 ? 1 : 0;
      recall[2] += rank < 10 ? 1 : 0;
    }
    return Arrays.stream(recall).map(count -> count / queries.size()).toArray();
  }

  private static double product(float[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
    }
    return product;
  }

  /** All shards of one embedding, float32. */
  private static List<float[]> read(String out, String files) throws IOException {
    List<float[]> rows = new ArrayList<>();
    for (String file : files(out)) {
      if (file.startsWith(files + "_emb/")) {
        ByteBuffer bytes =
            ByteBuffer.wrap(Files.readAllBytes(folder.resolve(out).resolve(file)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(HEADER);
        while (bytes.hasRemaining()) {
          float[] row = new float[WIDTH];
          for (int i = 0; i < WIDTH; i++) {
            row[i] = bytes.getFloat();
          }
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static List<String> files(String out) throws IOException {
    Path root = folder.resolve(out);
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
