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
        .isEqualTo(
            "a.yaml:1:1: the file holds no setting; an experiment is a block of 'key: value'");
  }

  @Test
  @Timeout(20)
  void tellsFiftyOfVeryManyProblems() throws IOException {
    StringBuilder settings = new StringBuilder("towers: {}\ntraining: {}\n");
    for (int i = 0; i < 80_000; i++) {
      settings.append("key").append(i).append(": 1\n");
    }

    assertThat(told(settings.toString()))
        .startsWith("80000 problems:\na.yaml:3:1: unknown setting 'key0'; known here: ")
        .endsWith("\nand 79950 more")
        .hasLineCount(52);
  }

  /** SnakeYAML 2.7 throws what it itself calls impossible, without a place. */
  @Test
  void tellsOfADocumentThatBeginsWithinBrackets() throws IOException {
    assertThat(told("towers:\n  txt: {width: ---\n2}5losses: {a: b}\nedges: []\n"))
        .isEqualTo("a.yaml:3:3: a bracket or a '---' too many before this place");
  }

  @Test
  void shortensWordsThatNobodyReads() throws IOException {
    assertThat(told("towers: {}\ntraining: {seed: %s}".formatted("9".repeat(500_000))))
        .isEqualTo("a.yaml:2:18: training.seed must be a whole number, not '%s…'", "9".repeat(80));
    assertThat(told("%s: 1".formatted("x".repeat(1000))))
        .startsWith("2 problems:")
        .hasSizeLessThan(1000);
  }

  @Test
  void refusesAnOverrideThatLeadsTooDeep() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "towers: {}\ntraining: {}\n");
    String path = "towers" + ".a".repeat(60_000);
    assertThatThrownBy(
            () ->
                Sample.reader()
                    .read(file, List.of(path + "=1", path + "=2"), Sample.Experiment.class))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageEndingWith("the path leads more than 50 blocks deep");
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
  void knowsUtf16ByItsMark() throws IOException {
    assertThat(told("towers: {}".getBytes(StandardCharsets.UTF_16)))
        .isEqualTo("a.yaml:1:1: the file is not text in UTF-8 but in UTF-16; save it as UTF-8");
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
  void saysThatALinkLeadsToItself() throws IOException {
    Path link = folder.resolve("a.yaml");
    Files.createSymbolicLink(link, link);
    assertThatThrownBy(() -> Sample.reader().read(link, List.of(), Sample.Experiment.class))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageEndingWith("cannot be read: its links lead in a circle");
  }

  @Test
  void followsNoCircleOfLinks() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder);

    assertThat(told("extends: link/a.yaml")).contains("'extends' goes in a circle");
  }
}
