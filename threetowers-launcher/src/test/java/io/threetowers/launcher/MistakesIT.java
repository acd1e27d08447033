package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people read after a mistake: each file in {@code mistakes/} is a {@link MistakeCase}. Run
 * with {@code -Dgolden=write} to write what is said anew, and read the difference.
 */
class MistakesIT {
  private static final Path FOLDER =
      Distribution.HOME.resolve(
          "threetowers-launcher/src/test/resources/io/threetowers/launcher/mistakes");

  private final Terminal terminal = new Terminal();

  @TempDir private Path folder;

  @TestFactory
  @Timeout(300)
  Stream<DynamicTest> tellsEachMistakeInOneLine() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> sorted = files.sorted().toList();
      return sorted.stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }
  }

  /** What the other cases take for granted. */
  @Test
  void saysTheSameWhenStartedByTheScript() throws Exception {
    MistakeCase mistake = MistakeCase.read(FOLDER.resolve("misspelt-keys.txt"));
    Path here = mistake.write(folder);
    Distribution.Outcome outcome = Distribution.run(here, mistake.arguments(here));
    assertThat(mistake.said(outcome, here)).isEqualTo(mistake.told());
  }

  private void check(Path golden) throws IOException {
    MistakeCase mistake = MistakeCase.read(golden);
    Path here = mistake.write(folder);
    Distribution.Outcome outcome = terminal.run(mistake.arguments(here));
    String said = mistake.said(outcome, here);
    if ("write".equals(System.getProperty("golden"))) {
      mistake.rewrite(golden, said);
    }
    assertThat(outcome.err()).doesNotContain("\tat ");
    assertThat(said).isEqualTo(mistake.told());
  }
}
