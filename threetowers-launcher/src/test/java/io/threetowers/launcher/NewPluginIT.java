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
 * What {@code new-plugin} says: each file in {@code new-plugin-said/} is its arguments, a word a
 * line, and, below a line of dashes, what comes of it. {@code full} is a folder that is not empty
 * and {@code taken} a file. Run with {@code -Dgolden=write} to write the second half anew, and read
 * the difference. That the projects build and train is for tools/outsider to show.
 */
class NewPluginIT {
  private static final String LINE = "\n--------\n";
  private static final Path GOLDEN =
      Distribution.HOME.resolve(
          "threetowers-launcher/src/test/resources/io/threetowers/launcher/new-plugin-said");

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> saysWhatItDidOrWhyNot() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      List<Path> sorted = files.sorted().toList();
      return sorted.stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }
  }

  private void check(Path golden) throws Exception {
    Path here = Files.createDirectory(folder.resolve(golden.getFileName().toString()));
    Files.createDirectory(here.resolve("full"));
    Files.writeString(here.resolve("full/thesis.txt"), "the only copy");
    Files.writeString(here.resolve("taken"), "");
    String text = Files.readString(golden);
    String words = text.contains(LINE) ? text.substring(0, text.indexOf(LINE)) : text.strip();
    String[] arguments = ("new-plugin\n" + words).split("\n", -1);
    Distribution.Outcome outcome = Distribution.run(here, arguments);
    String said =
        "exit "
            + outcome.exitCode()
            + "\n"
            + (outcome.err() + outcome.out()).replace(Distribution.HOME.toString(), "HOME");
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(golden, words + LINE + said);
    }
    assertThat(said).isEqualTo(text.substring(text.indexOf(LINE) + LINE.length()));
    assertThat(here.resolve("full/thesis.txt")).hasContent("the only copy");
    assertThat(Files.exists(here.resolve("mine"))).isEqualTo(outcome.exitCode() == 0);
  }
}
