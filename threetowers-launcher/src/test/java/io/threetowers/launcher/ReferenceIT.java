package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reference in docs/ is what the records say today. Run with {@code -Dgolden=write} to write it
 * anew, and read the difference.
 */
class ReferenceIT {
  private static final Path PAGE = Distribution.HOME.resolve("docs/reference.md");

  @TempDir private Path folder;

  @Test
  void isWhatTheRecordsSay() throws Exception {
    String page = page();
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(page).isEqualTo(Files.readString(PAGE));
  }

  @Test
  void saysOfEveryBlockAndEverySettingWhatItMeans() throws Exception {
    String heading = "";
    List<String> lines = page().lines().filter(line -> !line.isBlank()).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("## ")) {
        heading = line;
        assertThat(lines.get(i + 1)).as("what is %s?", line).doesNotStartWith("|");
        assertThat(lines.get(i + 1)).as("what is %s?", line).isNotEqualTo("No settings.");
      } else if (line.startsWith("| setting ")) {
        assertThat(line).as("no setting says what it means: %s", heading).contains("| meaning ");
      } else if (line.startsWith("| ")) {
        assertThat(line).as("what does it mean, in %s?", heading).doesNotMatch(".*\\|\\s*\\|$");
      }
    }
  }

  private String page() throws Exception {
    Distribution.Outcome outcome = Distribution.run(folder, "describe", "--all");
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    return outcome.out();
  }
}
