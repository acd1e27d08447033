package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir private Path home;

  @Test
  void refusesAFolderThatCannotBeMade() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "");
    assertThatThrownBy(() -> RunFolder.free(file.resolve("runs/clip")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the run folder '%s' cannot be written: '%s' is a file; choose another with --run DIR"
                .formatted(file.resolve("runs/clip"), file));
  }

  @Test
  void refusesAFolderThatMayNotBeWritten() throws IOException {
    Path locked = Files.createDirectory(home.resolve("locked"));
    assertThat(locked.toFile().setWritable(false)).isTrue();
    try {
      if (Files.isWritable(locked)) {
        // Nothing is locked for root: then there is nothing to refuse.
        assertThat(RunFolder.free(locked).path()).isEqualTo(locked);
      } else {
        assertThatThrownBy(() -> RunFolder.free(locked.resolve("clip")))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("'" + locked + "' may not be written");
      }
    } finally {
      assertThat(locked.toFile().setWritable(true)).isTrue();
    }
  }

  @Test
  void namesTheRunThatWasProbablyMeant() throws IOException {
    Files.writeString(
        Files.createDirectory(home.resolve("three-towers")).resolve("resolved.yaml"), "");
    assertThatThrownBy(() -> RunFolder.begun(home.resolve("three-tower")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("did you mean '" + home.resolve("three-towers") + "'?");
    assertThat(RunFolder.begun(home.resolve("three-towers")).path()).isDirectory();
  }
}
