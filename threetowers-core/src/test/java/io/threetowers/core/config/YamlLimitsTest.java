package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class YamlLimitsTest {
  @TempDir Path folder;

  private String told(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("a.yaml"), content);
    try {
      Sample.reader().read(file, List.of(), Sample.Experiment.class);
      return "";
    } catch (InvalidConfigException e) {
      return e.getMessage().replace(folder + "/", "");
    }
  }

  private String told(String content) throws IOException {
    return told(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesAFileOfMoreThanAMegabyte() throws IOException {
    assertThat(told("#".repeat((1 << 20) + 1)))
        .isEqualTo("a.yaml:1:1: the file is larger than 1 MB; is it an experiment?");
    assertThat(told("#".repeat(1 << 20)))
        .isEqualTo("a.yaml:1:1: towers is required (the encoders)");
  }

  @Test
  void refusesBlocksThatAreNestedTooDeep() throws IOException {
    String told = "a.yaml:1:58: blocks are nested more than 50 deep";

    assertThat(told("towers: " + "[".repeat(50) + "]".repeat(50))).isEqualTo(told);
    assertThat(told("towers: " + "[".repeat(1_000_000))).isEqualTo(told);
    assertThat(told("towers: " + "{a: ".repeat(100_000))).contains("nested more than 50 deep");
    assertThat(told("towers: " + "[".repeat(49) + "]".repeat(49))).contains("must be a block");
  }

  @Test
  void refusesWhatIsNotUtf8() throws IOException {
    assertThat(told(new byte[] {'a', ':', ' ', (byte) 0xe4, '\n'}))
        .isEqualTo("a.yaml:1:1: the file is not text in UTF-8");
  }

  @Test
  void refusesControlCharactersWhereTheyStand() throws IOException {
    assertThat(told("training: {}\noutput: \ud83d\ude00a\u0000b"))
        .isEqualTo(
            "a.yaml:2:11: the character U+0000 cannot stand in YAML; in double quotes write"
                + " '\\u0000'");
  }

  @Test
  void readsPastAByteOrderMark() throws IOException {
    assertThat(told("\ufefftowers: 3")).isEqualTo("a.yaml:1:9: towers must be a block, not '3'");
  }

  @Test
  void countsCharactersNotUnits() throws IOException {
    assertThat(told("{\"\ud83d\ude00\": 1}")).startsWith("2 problems:\na.yaml:1:1: towers is");
    assertThat(told("{towers: {}, training: {note: \ud83d\ude00\ud83d\ude00, seed: x}}"))
        .startsWith("a.yaml:1:41: training.seed");
  }

  @Test
  void saysThatAFolderIsNoFile() {
    assertThatThrownBy(() -> Sample.reader().read(folder, List.of(), Sample.Experiment.class))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("cannot be read: it is a folder");
  }

  @Test
  void followsNoCircleOfLinks() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder);

    assertThat(told("extends: link/a.yaml")).contains("'extends' goes in a circle");
  }
}
