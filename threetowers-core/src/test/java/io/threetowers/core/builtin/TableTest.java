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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeImages() throws IOException {
    Files.createDirectory(folder.resolve("img"));
    for (String name : List.of("a", "b", "c")) {
      Files.writeString(folder.resolve("img/" + name + ".png"), "image " + name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", ",", ";", "|"})
  void findsTheSeparator(String separator) throws IOException {
    Path file =
        write(
            "filepath,title,more,class\nimg/a.png,an a,\"a, quoted\nletter\",vowel\nimg/b.png,b,,other\n"
                .replace(", quoted", "\u0000")
                .replace(",", separator)
                .replace("\u0000", ", quoted"));

    DataSource source = open(file, List.of("title", "more"), Map.of("kind", "class"));

    assertThat(source.fields())
        .isEqualTo(
            Map.of("image", FieldType.IMAGE, "text", FieldType.TEXT, "kind", FieldType.LABEL));
    List<Example> examples = Read.all(source, Pass.inOrder());
    assertThat(examples).extracting(Example::key).containsExactly("img/a.png#1", "img/b.png#2");
    assertThat(Read.texts(examples.get(0), "text")).containsExactly("an a", "a, quoted\nletter");
    assertThat(Read.texts(examples.get(1), "text")).containsExactly("b");
    assertThat(Read.bytes(examples.get(1), "image")).isEqualTo("image b");
    assertThat(Read.label(examples.get(0), "kind")).isEqualTo("vowel");
  }

  @Test
  void hasAFingerprintThatChangesWithItsImages() throws IOException {
    Path file = write("filepath,title\nimg/a.png,a\nimg/b.png,b\n");
    Optional<String> before = open(file, List.of("title"), Map.of()).fingerprint();
    assertThat(before).isPresent().isEqualTo(open(file, List.of("title"), Map.of()).fingerprint());
    Files.writeString(folder.resolve("img/b.png"), "another image");
    assertThat(open(file, List.of("title"), Map.of()).fingerprint()).isNotEqualTo(before);
  }

  @Test
  void readsJsonLines() throws IOException {
    Path file =
        write(
            """
            {"filepath": "img/a.png", "title": ["one", "two"], "n": 7}

            {"filepath": "img/b.png", "title": "three", "n": true}
            """);

    List<Example> examples =
        Read.all(open(file, List.of("title"), Map.of("n", "n")), Pass.inOrder());

    assertThat(Read.texts(examples.get(0), "text")).containsExactly("one", "two");
    assertThat(Read.label(examples.get(0), "n")).isEqualTo("7");
    assertThat(Read.label(examples.get(1), "n")).isEqualTo("true");
  }

  @Test
  void leavesOutIncompleteRows() throws IOException {
    Path file =
        write("\uFEFFfilepath,title\nimg/a.png,a\n,b\nimg/b.png,\nimg/c.png\nimg/c.png,c\n");

    assertThat(Read.keys(open(file, List.of("title"), Map.of()), Pass.inOrder()))
        .containsExactly("img/a.png#1", "img/c.png#5");
  }

  @Test
  void ordersAndDividesAsAsked() throws IOException {
    StringBuilder rows = new StringBuilder("filepath,title\n");
    for (int i = 0; i < 50; i++) {
      rows.append("img/a.png,caption ").append(i).append('\n');
    }
    DataSource source = open(write(rows.toString()), List.of("title"), Map.of());
    List<String> first = Read.keys(source, Pass.shuffled(1, 0));

    assertThat(first).doesNotHaveDuplicates().hasSize(50);
    assertThat(first).isEqualTo(Read.keys(source, Pass.shuffled(1, 0)));
    assertThat(first).isNotEqualTo(Read.keys(source, Pass.shuffled(1, 1)));
    List<String> together = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      together.addAll(Read.keys(source, new Pass(true, 1, 0, shard, 3)));
    }
    assertThat(together).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void saysWhichColumnIsMissingAndHowTheFileWasRead() throws IOException {
    Path tabs = write("filepath\ttitel\nimg/a.png\ta\n");
    assertThatThrownBy(() -> open(tabs, List.of("title"), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "read '%s' with separator tab: there is no column 'title'; did you mean 'titel'?"
                .formatted(tabs));
    Path json = write("{\"path\": \"a\"}");
    assertThatThrownBy(() -> open(json, List.of(), Map.of()))
        .hasMessage(
            "read '%s' as JSON lines: there is no column 'filepath'; there are: path"
                .formatted(json));
  }

  @Test
  void refusesWhatItCannotUse() throws IOException {
    Path urls = write("filepath,title\nhttps://example.org/a.png,a\n");
    assertThatThrownBy(() -> open(urls, List.of("title"), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("row 1: column 'filepath' holds the URL 'https://example.org/a.png'")
        .hasMessageContaining("img2dataset");
    Path lost = write("filepath,title\na.png,a\n");
    assertThatThrownBy(() -> open(lost, List.of("title"), Map.of()))
        .hasMessage(
            "none of the first 1 images of '%s' is there: looked for '%s'; set 'root' to the folder that the paths start from"
                .formatted(lost, folder.resolve("a.png")));
    assertThat(
            TableSource.open(
                    new TableConfig(
                        lost,
                        "filepath",
                        List.of("title"),
                        Map.of(),
                        Optional.of(folder.resolve("img"))),
                    "train")
                .size())
        .isEqualTo(1);
    Path empty = write("filepath,title\n");
    assertThatThrownBy(() -> open(empty, List.of("title"), Map.of()))
        .hasMessage("the table '" + empty + "' has no complete row");
    assertThatThrownBy(() -> open(folder.resolve("none.csv"), List.of("title"), Map.of()))
        .hasMessage("there is no file '" + folder.resolve("none.csv") + "'");
    Path malformed = write("{\"filepath\": \"img/a.png\"}\n{\"filepath\"\n");
    assertThatThrownBy(() -> open(malformed, List.of(), Map.of()))
        .hasMessageStartingWith("'" + malformed + "', line 2 is malformed JSON");
  }

  private Path write(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "table", ".csv"), content);
  }

  private DataSource open(Path file, List<String> captions, Map<String, String> labels) {
    return TableSource.open(
        new TableConfig(file, "filepath", captions, labels, Optional.empty()), "train");
  }
}
