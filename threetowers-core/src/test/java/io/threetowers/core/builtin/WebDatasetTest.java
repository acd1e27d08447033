package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebDatasetTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsImagesTextsAndLabels(boolean gzipped) throws IOException {
    write("a", gzipped, "0001", "0002");

    DataSource source = open(8, "a*");

    assertThat(source.size()).isEqualTo(2);
    assertThat(source.fields())
        .isEqualTo(
            Map.of(
                "image", FieldType.IMAGE,
                "text", FieldType.TEXT,
                "captions", FieldType.TEXT,
                "group", FieldType.LABEL));
    List<Example> examples = Read.all(source, Pass.inOrder());
    assertThat(examples).extracting(Example::key).containsExactly("a/0001", "a/0002");
    Example second = examples.get(1);
    assertThat(Read.bytes(second, "image")).isEqualTo("image of 0002");
    assertThat(Read.texts(second, "text")).containsExactly("text of 0002");
    assertThat(Read.texts(second, "captions")).containsExactly("0002", "again");
    assertThat(Read.label(second, "group")).isEqualTo("g4");
  }

  @Test
  void readsTheShippedEmoji() throws IOException {
    WebDatasetConfig config =
        new WebDatasetConfig(
            List.of(Path.of("../data/emoji/train-{000..003}.tar.gz")),
            Map.of("image", Member.parse("png")),
            Map.of("text", Member.parse("json.captions")),
            Map.of("hexcode", Member.parse("json.hexcode")),
            8);
    DataSource source = WebDatasetSource.open(config, "emoji");

    List<Example> examples = Read.all(source, Pass.shuffled(1, 0));

    assertThat(examples).hasSize((int) source.size()).hasSizeGreaterThan(6000);
    assertThat(examples).extracting(Example::key).doesNotHaveDuplicates();
    assertThat(examples)
        .allSatisfy(example -> assertThat(Read.bytes(example, "image")).contains("PNG"));
  }

  @Test
  void hasAFingerprintThatChangesWithItsFiles() throws IOException {
    write("a", false, "0001", "0002");
    write("b", true, "0003");
    Optional<String> before = open(8, "*").fingerprint();
    assertThat(before).isPresent().isEqualTo(open(2, "*").fingerprint());
    assertThat(open(8, "a*").fingerprint()).isNotEqualTo(before);
    write("a", false, "0001", "0009", "0010");
    assertThat(open(8, "*").fingerprint()).isNotEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9})
  void shufflesByWindowsOfShards(int window) throws IOException {
    for (int shard = 0; shard < 7; shard++) {
      write("s" + shard, shard % 2 == 0, keys(10 + shard));
    }
    DataSource source = open(window, "s*");
    List<String> files = Read.keys(source, Pass.inOrder());
    List<String> first = Read.keys(source, Pass.shuffled(5, 0));

    assertThat(first).isEqualTo(Read.keys(source, Pass.shuffled(5, 0)));
    assertThat(first).isEqualTo(Read.keys(open(window, "s*"), Pass.shuffled(5, 0)));
    assertThat(first).containsExactlyInAnyOrderElementsOf(files).isNotEqualTo(files);
    assertThat(Read.keys(source, Pass.shuffled(5, 1))).isNotEqualTo(first);
    assertThat(Read.keys(source, Pass.shuffled(6, 0))).isNotEqualTo(first);
    Set<String> open = new HashSet<>();
    Set<String> done = new HashSet<>();
    for (String key : first) {
      String shard = key.substring(0, 2);
      assertThat(done).doesNotContain(shard);
      if (!open.contains(shard) && open.size() == window) {
        done.addAll(open);
        open.clear();
      }
      open.add(shard);
    }
  }

  @Test
  void dividesAPassAmongProcesses() throws IOException {
    write("a", false, keys(10));
    write("b", true, keys(13));
    DataSource source = open(1, "*");
    for (boolean shuffled : new boolean[] {true, false}) {
      List<String> together = new ArrayList<>();
      for (int shard = 0; shard < 4; shard++) {
        List<String> part = Read.keys(source, new Pass(shuffled, 3, 1, shard, 4));
        assertThat(part).hasSizeBetween(5, 6);
        together.addAll(part);
      }
      assertThat(together).containsExactlyInAnyOrderElementsOf(Read.keys(source, Pass.inOrder()));
    }
  }

  @Test
  void imagesCanBeReadAfterThePassHasMovedOn() throws IOException {
    write("a", false, "0001");
    write("b", true, "0002");
    DataSource source = open(1, "*");

    for (Example example : Read.all(source, Pass.inOrder())) {
      assertThat(Read.bytes(example, "image")).isEqualTo("image of " + example.key().substring(2));
    }
  }

  @Test
  void readsNamesAsWebdatasetDoes() throws IOException {
    new TestTar()
        .put("README", "no extension")
        .put("part/._x.png", "a Mac's leaving")
        .put("part/x.PNG", "image")
        .put("part/x.seg.png", "a mask")
        .put("part/x.txt", "text")
        .put("part/" + "long".repeat(40) + ".webp", "long image")
        .put("part/" + "long".repeat(40) + ".txt", "long text")
        .write(folder.resolve("a.tar"));

    List<Example> examples = Read.all(open(Map.of(), Map.of(), "a.tar"), Pass.inOrder());

    assertThat(examples)
        .extracting(Example::key)
        .containsExactly("a/part/x", "a/part/" + "long".repeat(40));
    assertThat(Read.bytes(examples.get(0), "image")).isEqualTo("image");
    assertThat(Read.bytes(examples.get(1), "image")).isEqualTo("long image");
  }

  @Test
  void tellsShardsOfOneNameApartByTheirPath() throws IOException {
    for (String part : List.of("x", "y")) {
      Path sub = Files.createDirectory(folder.resolve(part));
      new TestTar().example("0001").write(sub.resolve("a.tar"));
    }

    assertThat(Read.keys(open(8, "{x,y}/a.tar"), Pass.inOrder()))
        .containsExactly(folder + "/x/a.tar/0001", folder + "/y/a.tar/0001");
  }

  @Test
  void saysWhichNameTheJsonDoesNotHave() throws IOException {
    write("a", false, "0001");

    assertThatThrownBy(() -> open(Map.of("captions", "json.captoins"), Map.of(), "a.tar"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "'%s': none of the first examples can be read: its JSON has no 'captoins'; did you mean 'captions'?"
                .formatted(folder.resolve("a.tar")));
  }

  @Test
  void saysWhatTheMembersAre() throws IOException {
    write("a", false, "0001");

    assertThatThrownBy(() -> open(Map.of("text", "caption"), Map.of(), "a.tar"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "shards '%s' hold no complete example: each needs jpg or jpeg or png or webp, and caption, and the files that there are end in json, png, txt"
                .formatted(folder.resolve("a.tar")));
  }

  @Test
  void refusesSettingsThatMeanNothing() {
    assertThatThrownBy(() -> Member.parse("json."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'json.' names no member");
    assertThatThrownBy(() -> Member.parse("a/b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Member.parse("png;;jpg")).isInstanceOf(IllegalArgumentException.class);
    Member text = Member.parse("txt");
    Path shard = Path.of("a.tar");
    assertThatThrownBy(
            () ->
                new WebDatasetConfig(
                    List.of(shard), Map.of("x", text), Map.of("x", text), Map.of(), 8))
        .hasMessage("the field 'x' is there twice; rename one");
    assertThatThrownBy(
            () ->
                new WebDatasetConfig(
                    List.of(shard), Map.of("x", Member.parse("json.x")), Map.of(), Map.of(), 8))
        .hasMessageContaining("JSON holds no images");
  }

  private static String[] keys(int count) {
    String[] keys = new String[count];
    for (int i = 0; i < count; i++) {
      keys[i] = String.format("%04d", i);
    }
    return keys;
  }

  private void write(String name, boolean gzipped, String... keys) throws IOException {
    TestTar tar = new TestTar();
    for (String key : keys) {
      tar.example(key);
    }
    if (gzipped) {
      tar.writeGzipped(folder.resolve(name + ".tar.gz"));
    } else {
      tar.write(folder.resolve(name + ".tar"));
    }
  }

  private DataSource open(int window, String pattern) {
    WebDatasetConfig config =
        new WebDatasetConfig(
            List.of(folder.resolve(pattern)),
            Map.of("image", Member.parse("jpg;png")),
            Map.of("text", Member.parse("txt"), "captions", Member.parse("json.captions")),
            Map.of("group", Member.parse("json.group")),
            window);
    return WebDatasetSource.open(config, "train");
  }

  private DataSource open(Map<String, String> texts, Map<String, String> labels, String shard) {
    Map<String, Member> members = new TreeMap<>();
    texts.forEach((field, member) -> members.put(field, Member.parse(member)));
    Map<String, Member> classes = new TreeMap<>();
    labels.forEach((field, member) -> classes.put(field, Member.parse(member)));
    WebDatasetConfig config =
        new WebDatasetConfig(
            List.of(folder.resolve(shard)),
            Map.of("image", Member.parse("jpg;jpeg;png;webp")),
            members.isEmpty() ? Map.of("text", Member.parse("txt")) : members,
            classes,
            8);
    return WebDatasetSource.open(config, "train");
  }
}
