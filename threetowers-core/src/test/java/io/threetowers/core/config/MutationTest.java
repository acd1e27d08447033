package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.core.config.Sample.Experiment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in a file, it is read or refused, with problems that can be shown. */
class MutationTest {
  private static final int MUTANTS = 3000;
  private static final List<String> BITS =
      List.of(
          "&a ",
          "*a",
          "!!int ",
          "!",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          "\t",
          "- ",
          ": ",
          ":",
          ",",
          "#",
          "|\n",
          ">\n",
          "? ",
          "%YAML 1.1\n",
          "---\n",
          "...\n",
          "\n",
          "  ",
          "\u0000",
          "\u0085",
          "\u2028",
          "\ud83d\ude00",
          "\\",
          "\\UFFFFFFFF",
          "\\x",
          "\"\\ud800\"",
          "null",
          "~",
          "1e999",
          "-.inf",
          ".nan",
          "0x",
          "<<: ",
          "type: vit",
          "extends: a.yaml\n",
          "extends: .\n",
          "1/0",
          "@",
          "`",
          "\ufeff",
          "99999999999999999999");
  private static final String SEED_TEXT =
      """
      # an experiment
      towers:
        image: {type: vit, width: 192, depth: 12, pool: "map", weights: ~/vit.safetensors}
        text:
          type: text-transformer
          width: 512
          tokenizer: {type: bpe, file: 'merges.txt'}
          dropout: 1e-1
      heads:
        txt: {from: text, type: linear, width: 192}
      losses: {nce: {type: softmax-contrastive, temperature: .07}}
      edges:
        - {join: [image, txt], loss: nce, weight: 1/3}
        - join:
            - txt
            - image
          loss: nce
      evaluate: {retrieval: {image: image, at: [1, 5]}}
      training:
        learning-rate: 0.001
        clip: 1.0
        rates: {"towers.*": 0.5}
        note: |
          two
          lines
      output: runs
      """;

  @TempDir Path folder;

  @Test
  @Timeout(60)
  void isReadOrRefused() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = SEED_TEXT;
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        mutant = mutate(mutant, random);
      }
      try {
        read += isRead(mutant) ? 1 : 0;
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ", mutant " + i + ":\n" + mutant, e);
      }
    }
    assertThat(read).as("some mutants are harmless, seed %d", seed).isBetween(1, MUTANTS - 1);
  }

  private boolean isRead(String text) throws IOException {
    Path file = Files.write(folder.resolve("a.yaml"), text.getBytes(StandardCharsets.UTF_8));
    try {
      Bound<Experiment> bound = Sample.reader().read(file, List.of(), Experiment.class);
      Path printed =
          Files.writeString(folder.resolve("b.yaml"), new ResolvedPrinter().print(bound));
      assertThat(Sample.reader().read(printed, List.of(), Experiment.class).value())
          .isEqualTo(bound.value());
      return true;
    } catch (InvalidConfigException e) {
      long lines =
          text.chars().filter(c -> c == '\n' || c == '\u0085' || c == '\u2028').count() + 1;
      for (Problem problem : e.problems()) {
        assertThat(problem.source().line()).as("%s", problem).isBetween(1, (int) lines);
        assertThat(problem.source().column()).as("%s", problem).isPositive();
        assertThat(problem.toString().lines()).as("%s", problem).hasSize(1);
      }
      return false;
    }
  }

  private static String mutate(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + 1 + random.nextInt(6));
    String bit = BITS.get(random.nextInt(BITS.size()));
    return switch (random.nextInt(5)) {
      case 0 -> text.substring(0, at) + bit + text.substring(at);
      case 1 -> text.substring(0, at) + text.substring(to);
      case 2 -> text.substring(0, at) + bit + text.substring(to);
      case 3 -> text.substring(0, at) + text.substring(at, to) + text.substring(at);
      default -> text.substring(0, at) + (char) (32 + random.nextInt(95)) + text.substring(to);
    };
  }
}
