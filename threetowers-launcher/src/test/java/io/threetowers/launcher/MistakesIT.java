package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people read after a mistake: each file in {@code mistakes/} is an experiment and, below a
 * line of dashes, what {@code check} says of it. Run with {@code -Dgolden=write} to write the
 * second half anew, and read the difference.
 */
class MistakesIT {
  private static final String LINE = "\n--------\n";
  private static final Path FOLDER =
      Distribution.HOME.resolve(
          "threetowers-launcher/src/test/resources/io/threetowers/launcher/mistakes");

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> tellsEachMistakeInOneLine() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> sorted = files.sorted().toList();
      return sorted.stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }
  }

  private void check(Path golden) throws Exception {
    String text = Files.readString(golden);
    String yaml = text.contains(LINE) ? text.substring(0, text.indexOf(LINE) + 1) : text;
    Files.writeString(
        folder.resolve("mine.yaml"), yaml.replace("HOME", Distribution.HOME.toString()));
    Distribution.Outcome outcome = Distribution.run(folder, "check", "mine.yaml");
    String said =
        "exit "
            + outcome.exitCode()
            + "\n"
            + outcome.err().replace(Distribution.HOME.toString(), "HOME")
            + outcome.out();
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(golden, yaml.stripTrailing() + LINE + said);
    }
    assertThat(outcome.err()).doesNotContain("\tat ");
    assertThat(said).isEqualTo(text.substring(text.indexOf(LINE) + LINE.length()));
  }
}
