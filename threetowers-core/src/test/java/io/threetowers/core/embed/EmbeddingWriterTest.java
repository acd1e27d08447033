package io.threetowers.core.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.api.Embedder.Embeddings;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Value;
import io.threetowers.core.data.MemorySource;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.train.TinyExperiment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingWriterTest {
  private static final int HEADER = 128;
  private static final int WIDTH = 5;
  private static final Map<String, String> ORIGIN = Map.of("towers.image.depth", "1");

  /** Two captions for every third example. */
  private static final List<List<String>> CAPTIONS =
      IntStream.range(0, 10)
          .mapToObj(i -> i % 3 == 0 ? List.of("first " + i, "other " + i) : List.of("caption " + i))
          .toList();

  private static final MemorySource DATA = MemorySource.pictures(CAPTIONS);

  @TempDir private Path folder;
  private TinyExperiment tiny;
  private final List<String> notes = new ArrayList<>();
  private final List<EmbedListener.Progress> told = new ArrayList<>();

  @BeforeEach
  void compose() throws IOException {
    tiny = new TinyExperiment(TinyExperiment.THREE_TOWERS.formatted(""), folder);
  }

  @AfterEach
  void close() {
    tiny.close();
  }

  @Test
  void writesTheRowsOfTheEmbedderInShards() throws IOException {
    EmbeddingWriter.Summary summary = write("out", DATA, settings(false, 4));
    assertThat(summary.rows()).isEqualTo(10);
    assertThat(summary.leftOut()).isZero();
    assertThat(files("out"))
        .containsExactly(
            "embeddings.json",
            "img_emb/img_emb_0.npy",
            "img_emb/img_emb_1.npy",
            "img_emb/img_emb_2.npy",
            "metadata/metadata_0.parquet",
            "metadata/metadata_1.parquet",
            "metadata/metadata_2.parquet",
            "text_emb/text_emb_0.npy",
            "text_emb/text_emb_1.npy",
            "text_emb/text_emb_2.npy");
    assertClose(rows("out", "img", 3), embedded("img", values("image", e -> true)));
    assertClose(rows("out", "text", 3), embedded("txt", values("text", e -> true)));
    Map<String, List<String>> columns = new LinkedHashMap<>();
    columns.put("image_path", List.of("key4", "key5", "key6", "key7"));
    columns.put("caption", List.of("caption 4", "caption 5", "first 6", "caption 7"));
    columns.put("parity", List.of("even", "odd", "even", "odd"));
    assertTable("out", 1, columns);
    assertThat(told.get(told.size() - 1).done()).isEqualTo(10);
    assertThat(told).extracting(EmbedListener.Progress::done).isSorted();
  }

  @Test
  void givesEachCaptionARowBesideItsImages() throws IOException {
    EmbeddingWriter.Summary summary = write("out", DATA, settings(true, 5));
    assertThat(summary.rows()).isEqualTo(14);
    List<Value> captions =
        CAPTIONS.stream().flatMap(List::stream).map(text -> (Value) new Value.Text(text)).toList();
    assertClose(rows("out", "text", 2), embedded("txt", captions));
    List<float[]> once = embedded("img", values("image", e -> true));
    List<float[]> copied = new ArrayList<>();
    for (int i = 0; i < CAPTIONS.size(); i++) {
      for (int copy = 0; copy < CAPTIONS.get(i).size(); copy++) {
        copied.add(once.get(i));
      }
    }
    assertClose(rows("out", "img", 2), copied);
    Map<String, List<String>> columns = new LinkedHashMap<>();
    columns.put("image_path", List.of("key5", "key6", "key6", "key7", "key8", "key9", "key9"));
    columns.put(
        "caption",
        List.of("caption 5", "first 6", "other 6", "caption 7", "caption 8", "first 9", "other 9"));
    columns.put("parity", List.of("odd", "even", "even", "odd", "even", "odd", "odd"));
    assertTable("out", 1, columns);
  }

  @Test
  void leavesOutOfEveryFileWhatOneTowerCannotRead() throws IOException {
    List<List<String>> captions = new ArrayList<>(CAPTIONS);
    // The second shard of two has nothing that can be read, the first misses one.
    for (int unreadable : List.of(1, 2, 3, 6)) {
      captions.set(unreadable, null);
    }
    MemorySource damaged = MemorySource.pictures(captions);
    EmbeddingWriter.Summary summary = write("out", damaged, settings(false, 2));
    assertThat(summary.rows()).isEqualTo(6);
    assertThat(summary.leftOut()).isEqualTo(4);
    assertThat(summary.firstLeftOut().get(0)).startsWith("'key1': ");
    assertThat(files("out"))
        .contains("img_emb/img_emb_0.npy", "img_emb/img_emb_2.npy")
        .doesNotContain("img_emb/img_emb_1.npy", "metadata/metadata_1.parquet");
    List<String> readable = List.of("key0", "key4", "key5", "key7", "key8", "key9");
    assertClose(
        concat("out", "text", 0, 2, 3, 4),
        embedded("txt", values("text", e -> readable.contains(e.key()))));
    assertClose(
        concat("out", "img", 0, 2, 3, 4),
        embedded("img", values("image", e -> readable.contains(e.key()))));
  }

  @Test
  void goesOnAfterACutAtAnyMomentAndEndsWithTheSameBytes() throws IOException {
    write("unbroken", DATA, settings(false, 3));
    int moments = told.size();
    assertThat(moments).isGreaterThan(8);
    for (int cut = 1; cut < moments; cut++) {
      String out = "cut" + cut;
      int at = cut;
      EmbedListener dying =
          new EmbedListener() {
            private int left = at;

            @Override
            public void note(String line) {}

            @Override
            public void progress(Progress progress) {
              left--;
              if (left == 0) {
                throw new IllegalStateException("cut");
              }
            }
          };
      assertThatThrownBy(
              () -> writer(DATA, settings(false, 3), dying).write(folder.resolve(out), ORIGIN))
          .hasMessage("cut");
      int shards = EmbedManifest.read(folder.resolve(out + "/embeddings.json")).shards().size();
      notes.clear();
      told.clear();
      write(out, DATA, settings(false, 3));
      assertThat(notes)
          .isEqualTo(
              shards == 0 ? List.of() : List.of("going on after " + shards + " of 4 shards"));
      assertThat(told.get(0).done())
          .as("examples not embedded again")
          .isGreaterThanOrEqualTo(3L * shards);
      assertSameFiles(out, "unbroken");
    }
  }

  @Test
  void overwritesWhatAProcessLeftThatDiedBeforeAShardWasWhole() throws IOException {
    write("out", DATA, settings(false, 5));
    write("other", DATA, settings(false, 5));
    // As if it died between the renaming of the last shard's files and that of the list.
    Path list = folder.resolve("out/embeddings.json");
    EmbedManifest whole = EmbedManifest.read(list);
    Files.writeString(
        list, new EmbedManifest(whole.settings(), whole.shards().subList(0, 1), false).text());
    Files.writeString(folder.resolve("out/img_emb/img_emb_1.npy"), "half");
    Files.writeString(
        folder.resolve("out/text_emb/text_emb_1.npy.tmp"), "half, and longer".repeat(100));
    write("out", DATA, settings(false, 5));
    assertSameFiles("out", "other");
  }

  @Test
  void doesNothingInACompleteFolder() throws IOException {
    write("out", DATA, settings(false, 4));
    told.clear();
    EmbeddingWriter.Summary summary = write("out", DATA, settings(false, 4));
    assertThat(notes).hasSize(1);
    assertThat(notes.get(0)).endsWith("is complete: nothing is left to embed");
    assertThat(told).isEmpty();
    assertThat(summary.rows()).isEqualTo(10);
  }

  @Test
  void refusesAFolderOfOtherSettings() throws IOException {
    write("out", DATA, settings(false, 4));
    assertThatThrownBy(
            () ->
                writer(DATA, settings(true, 5), listener())
                    .write(folder.resolve("out"), Map.of("towers.image.depth", "2")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "' holds other embeddings: every-caption was false and is true now, shard-size was 4 and is 5 now, towers.image.depth was 1 and is 2 now; choose another folder with --out");
  }

  @Test
  void refusesAFolderOfOtherWeights() throws IOException {
    write("out", DATA, settings(false, 4));
    tiny.model.parameters().get("heads.img.weight").getArray().addi(1e-6f);
    assertThatThrownBy(() -> write("out", DATA, settings(false, 4)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "(?s).*' holds other embeddings: weights of heads.img was [0-9a-f]{16} and is [0-9a-f]{16} now; choose another folder with --out");
  }

  @Test
  void refusesToGoOnWithOtherData() throws IOException {
    write("out", DATA, settings(false, 4));
    Path list = folder.resolve("out/embeddings.json");
    EmbedManifest whole = EmbedManifest.read(list);
    Files.writeString(
        list, new EmbedManifest(whole.settings(), whole.shards().subList(0, 2), false).text());
    List<Example> reversed = new ArrayList<>(DATA.examples());
    Collections.reverse(reversed);
    assertThatThrownBy(
            () -> write("out", new MemorySource(DATA.fields(), reversed), settings(false, 4)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the data are not those from which shard 0 was made; choose another folder with --out");
  }

  @Test
  void refusesAFolderThatHoldsSomethingElseOrADamagedList() throws IOException {
    Files.createDirectory(folder.resolve("mine"));
    Files.writeString(folder.resolve("mine/letter.txt"), "Dear");
    assertThatThrownBy(() -> write("mine", DATA, settings(false, 4)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "mine' holds something else already; choose another folder with --out");
    Files.createDirectory(folder.resolve("damaged"));
    for (String text : List.of("", "{", "[]", "{}")) {
      Files.writeString(folder.resolve("damaged/embeddings.json"), text);
      assertThatThrownBy(() -> write("damaged", DATA, settings(false, 4)))
          .as(text)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("embeddings.json' is damaged");
    }
  }

  private EmbedSettings settings(boolean everyCaption, int shardSize) {
    List<EmbedTarget> targets =
        new EmbedTargets(tiny.experiment, tiny.composition).of(List.of(), false);
    return new EmbedSettings(targets, Optional.of("text"), everyCaption, false, shardSize);
  }

  private EmbeddingWriter.Summary write(String out, MemorySource data, EmbedSettings settings)
      throws IOException {
    return writer(data, settings, listener()).write(folder.resolve(out), ORIGIN);
  }

  private EmbedListener listener() {
    return new EmbedListener() {
      @Override
      public void note(String line) {
        notes.add(line);
      }

      @Override
      public void progress(Progress progress) {
        told.add(progress);
      }
    };
  }

  private EmbeddingWriter writer(
      MemorySource data, EmbedSettings settings, EmbedListener listener) {
    return new EmbeddingWriter(tiny.model, embedder(), data, settings, listener);
  }

  private ModelEmbedder embedder() {
    return new ModelEmbedder(tiny.model, tiny.host, 2, 2);
  }

  private static List<Value> values(String field, Predicate<Example> chosen) {
    return DATA.examples().stream()
        .filter(chosen)
        .map(example -> example.fields().get(field))
        .toList();
  }

  private List<float[]> embedded(String embedding, List<Value> values) {
    try (Embeddings embeddings = embedder().embed(embedding, values)) {
      return cut(embeddings.rows().toFloatArray());
    }
  }

  /** Batches are cut otherwise, which may change last bits. */
  private static void assertClose(List<float[]> rows, List<float[]> expected) {
    assertThat(rows).hasSameSizeAs(expected);
    for (int row = 0; row < rows.size(); row++) {
      assertThat(rows.get(row)).as("row " + row).containsExactly(expected.get(row), within(1e-6f));
    }
  }

  private List<float[]> rows(String out, String files, int shards) throws IOException {
    return concat(out, files, IntStream.range(0, shards).toArray());
  }

  private List<float[]> concat(String out, String files, int... shards) throws IOException {
    List<float[]> rows = new ArrayList<>();
    for (int shard : shards) {
      Path file = folder.resolve("%s/%s_emb/%2$s_emb_%d.npy".formatted(out, files, shard));
      byte[] bytes = Files.readAllBytes(file);
      float[] values = new float[(bytes.length - HEADER) / Float.BYTES];
      ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER)
          .slice()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
      rows.addAll(cut(values));
    }
    return rows;
  }

  private static List<float[]> cut(float[] values) {
    return IntStream.range(0, values.length / WIDTH)
        .mapToObj(row -> Arrays.copyOfRange(values, row * WIDTH, (row + 1) * WIDTH))
        .toList();
  }

  private void assertTable(String out, int shard, Map<String, List<String>> columns)
      throws IOException {
    Path expected = folder.resolve("expected.parquet");
    ParquetTexts.write(expected, columns);
    assertThat(folder.resolve("%s/metadata/metadata_%d.parquet".formatted(out, shard)))
        .hasSameBinaryContentAs(expected);
  }

  private void assertSameFiles(String one, String other) throws IOException {
    assertThat(files(one)).isEqualTo(files(other));
    for (String file : files(one)) {
      assertThat(folder.resolve(one).resolve(file))
          .hasSameBinaryContentAs(folder.resolve(other).resolve(file));
    }
  }

  private List<String> files(String out) throws IOException {
    Path root = folder.resolve(out);
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .collect(Collectors.toCollection(ArrayList::new));
    }
  }
}
