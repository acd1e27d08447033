package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardFilesTest {
  @TempDir private Path folder;

  @Test
  void fillsInRangesAndAlternatives() {
    assertThat(ShardFiles.filledIn("a-{08..10}.tar"))
        .containsExactly("a-08.tar", "a-09.tar", "a-10.tar");
    assertThat(ShardFiles.filledIn("{x,y}/{0..1}")).containsExactly("x/0", "x/1", "y/0", "y/1");
    assertThat(ShardFiles.filledIn("plain.tar")).containsExactly("plain.tar");
  }

  @Test
  void findsFilesInTheOrderOfThePatterns() throws IOException {
    for (String name : List.of("b-1.tar", "b-0.tar", "a.tar", "b.txt")) {
      Files.createFile(folder.resolve(name));
    }

    assertThat(ShardFiles.of(List.of(folder.resolve("b-*.tar"), folder.resolve("{a,b-1}.tar"))))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("b-0.tar", "b-1.tar", "a.tar", "b-1.tar");
  }

  @Test
  void saysWhichFileIsMissingAndWhatIsThere() throws IOException {
    Files.createFile(folder.resolve("train-000.tar"));
    Path pattern = folder.resolve("train-{000..001}.tar");

    assertThatThrownBy(() -> ShardFiles.of(List.of(pattern)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "shards '%s': there is no file '%s'; its folder holds: train-000.tar"
                .formatted(pattern, folder.resolve("train-001.tar")));
    assertThatThrownBy(() -> ShardFiles.of(List.of(folder.resolve("*.tgz"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "shards '%s' match no file; its folder holds: train-000.tar"
                .formatted(folder.resolve("*.tgz")));
    assertThatThrownBy(() -> ShardFiles.of(List.of(folder.resolve("no/x.tar"))))
        .hasMessageEndingWith("there is no folder '" + folder.resolve("no") + "'");
    assertThatThrownBy(() -> ShardFiles.of(List.of(folder)))
        .hasMessageEndingWith(
            "is a folder: name its shards, such as '" + folder.resolve("*.tar") + "'");
  }

  @Test
  void refusesARangeThatRunsDownwards() {
    assertThatThrownBy(() -> ShardFiles.filledIn("a-{3..1}.tar"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the range '{3..1}' must run upwards; write {1..3}");
  }

  @Test
  void refusesMoreFilesThanAnybodyHas() {
    assertThatThrownBy(() -> ShardFiles.of(List.of(Path.of("{0..999999}{0..9}.tar"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("shards '{0..999999}{0..9}.tar' are more than 1000000 files");
    assertThatThrownBy(() -> ShardFiles.of(List.of(Path.of("{a,b}".repeat(64)))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("are more than 1000000 files");
    assertThatThrownBy(() -> ShardFiles.of(List.of(Path.of("{0..99999999999999999999}.tar"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the range '{0..99999999999999999999}' names more than");
  }

  @Test
  void saysThatABracketIsOpen() {
    assertThatThrownBy(() -> ShardFiles.of(List.of(folder.resolve("[a.tar"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("a '[' or '{' in '[a.tar' is not closed");
  }

  @Test
  void takesFilesAndNotFolders() throws IOException {
    Files.createDirectory(folder.resolve("a.tar"));
    Path file = Files.createFile(folder.resolve("b.tar"));

    assertThat(ShardFiles.of(List.of(folder.resolve("*.tar")))).containsExactly(file);
  }
}
