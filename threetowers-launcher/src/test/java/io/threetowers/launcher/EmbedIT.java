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

/** Embeddings of a small run; what is killed is a process of the start script. */
class EmbedIT {
  private static final int HEADER = 128;
  private static final int WIDTH = 192;

  /** Names and tags: several captions for each image. */
  private static final String CAPTIONS = "data.test-concept.texts={text: json.captions}";

  private static final Terminal TERMINAL = new Terminal();

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws Exception {
    Distribution.tinyExperiment(folder);
    succeed("train tiny.yaml --run run train.duration=8 train.evaluate-every=null");
  }

  @Test
  void writesEmbeddingsThatRetrieveAsTheEvaluationReports() throws IOException {
    String reported = succeed("eval run").out();
    String written = succeed("embed run --data test-concept --out one --shard-size 70").out();
    assertThat(written).isEqualTo("191 rows in 3 shards: %s\n".formatted(folder.resolve("one")));
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
  void givesEachCaptionARowIfAsked() throws IOException {
    String reported = succeed("eval run", CAPTIONS).out();
    succeed("embed run --data test-concept --out all --every-caption", CAPTIONS);
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
    String command =
        "embed run --data test-concept --towers img,txt,third-img --batch 8 --shard-size 16 --half --out ";
    succeed(command + "unbroken");
    Process process =
        Distribution.command(folder, words(command + "broken"))
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
    assertThat(whole).as(Files.readString(folder.resolve("broken.txt"))).isBetween(2, 12);
    assertThat(told(succeed(command + "broken")))
        .containsAnyOf("going on after " + whole + " of 12 shards", "is complete");
    assertThat(files("broken"))
        .isEqualTo(files("unbroken"))
        .contains("third-img_emb/third-img_emb_11.npy");
    for (String file : files("broken")) {
      assertThat(folder.resolve("broken").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("unbroken").resolve(file));
    }
    assertThat(told(succeed(command + "broken")))
        .isEqualTo("'FOLDER/broken' is complete: nothing is left to embed\n");
    assertThat(fail(command.replace("--half ", "") + "broken"))
        .isEqualTo(
            "'FOLDER/broken' holds other embeddings: type was float16 and is float32 now; choose another folder with --out\n");
  }

  @Test
  void embedsDataOfOnesOwnWithoutTheExperiments() throws IOException {
    Path shard = folder.resolve("mine.tar.gz");
    Files.copy(Distribution.HOME.resolve("data/emoji/test-concept-000.tar.gz"), shard);
    succeed("embed run data.train.shards=[gone.tar] --data mine.tar.gz --out mine");
    succeed(
        "embed run data.train.shards=[gone.tar] --towers image --out images --data",
        "{type: webdataset, shards: ['%s'], texts: {}}".formatted(shard));
    assertThat(files("images")).doesNotContain("text_emb/text_emb_0.npy");
    assertThat(folder.resolve("images/img_emb/img_emb_0.npy"))
        .hasSameBinaryContentAs(folder.resolve("mine/img_emb/img_emb_0.npy"));
  }

  @Test
  void embedsWithPretrainedTowersButNeverWithRandomOnes() throws IOException {
    succeed("export run --tower image --out image.safetensors");
    Files.writeString(
        folder.resolve("pretrained.yaml"),
        "extends: tiny.yaml\ntowers: {image: {weights: image.safetensors}}\n");
    assertThat(fail("embed pretrained.yaml --data test-concept --out random"))
        .contains("heads.img starts from random values; embed the run that trained it")
        .contains("towers.text starts from random values; give it all its weights")
        .doesNotContain("towers.image starts");
    assertThat(folder.resolve("random")).doesNotExist();
    String own = " --data test-concept --without-heads --towers image,third --out ";
    succeed("embed pretrained.yaml" + own + "by-file");
    succeed("embed run" + own + "by-run");
    for (String file : List.of("img_emb/img_emb_0.npy", "third_emb/third_emb_0.npy")) {
      assertThat(folder.resolve("by-run").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("by-file").resolve(file));
    }
  }

  @Test
  void tellsWhatIsWrongInOneLine() {
    assertThat(fail("embed run --data test-concpt --out none"))
        .isEqualTo("there is no data source 'test-concpt'; did you mean 'test-concept'?\n");
    assertThat(fail("embed rum.yaml --data test-concept --out none"))
        .isEqualTo("there is no run and no experiment file 'FOLDER/rum.yaml'\n");
    assertThat(fail("embed run --data test-concept --towers third --out none"))
        .isEqualTo(
            "tower 'third' has the heads 'third-img', 'third-txt'; name one of them, or add --without-heads for the tower's own output\n");
    assertThat(fail("embed run --data test-concept --towers imag --out none"))
        .contains("there is no tower or head 'imag'");
    assertThat(fail("embed run --data test-concept --shard-size 0 --out none"))
        .isEqualTo("--shard-size must be at least 1, not '0'\n");
    assertThat(fail("embed run --data gone.tar --out none"))
        .contains("there is no file 'FOLDER/gone.tar'");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static Distribution.Outcome succeed(String command, String... more) {
    Distribution.Outcome outcome = TERMINAL.run(words(command, more));
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    return outcome;
  }

  private static String fail(String command) {
    Distribution.Outcome outcome = TERMINAL.run(words(command));
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(2);
    return told(outcome);
  }

  private static String told(Distribution.Outcome outcome) {
    return outcome.err().replace(folder.toString(), "FOLDER");
  }

  /** Files are named from their root, for this process works elsewhere. */
  private static String[] words(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i - 1).matches("--(out|run)")
          || words.get(i).matches("run|[a-z-]+\\.(yaml|safetensors|tar|tar\\.gz)")) {
        words.set(i, folder.resolve(words.get(i)).toString());
      }
    }
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
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
