package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages a good file in thousands of ways: it is read, or refused in one line, and nothing else
 * happens.
 */
final class SafetensorsMutationTest {
  private static final int FILES = 3000;

  private static final List<String> TOKENS =
      List.of(
          "-1",
          "9223372036854775807",
          "1e999",
          "[",
          "]",
          "{",
          "}",
          "\"",
          "null",
          "0",
          ",",
          "BF16",
          "\u0000",
          "ÿ");

  @TempDir Path folder;

  @Test
  void isReadOrRefusedInOneLine() throws Exception {
    byte[] good = Files.readAllBytes(Goldens.file("golden.safetensors"));
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path file = folder.resolve("mutated.safetensors");
    int refused = 0;
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (int i = 0; i < FILES; i++) {
        byte[] mutated = mutate(good, random);
        Files.write(file, mutated);
        try {
          readAll(file, manager);
        } catch (InvalidInputException e) {
          refused++;
          assertThat(e.getMessage())
              .as("seed %d, file %d", seed, i)
              .contains(file.toString())
              .doesNotContain("\n");
        } catch (RuntimeException | IOException e) {
          fail("seed %d, file %d: %s".formatted(seed, i, new String(mutated, ISO_8859_1)), e);
        }
      }
    }
    assertThat(refused).as("seed %d", seed).isBetween(FILES / 4, FILES - 1);
  }

  private static void readAll(Path file, NDManager manager) throws IOException {
    try (Safetensors tensors = Safetensors.open(file);
        NDManager scope = manager.newSubManager()) {
      for (String name : tensors.names()) {
        tensors.read(name, scope);
      }
    }
  }

  /** One to three faults: a byte, a missing or doubled piece, a cut, a token that JSON knows. */
  private static byte[] mutate(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
      String text = new String(bytes, ISO_8859_1);
      int from = random.nextInt(text.length());
      int to = from + random.nextInt(Math.min(16, text.length() - from + 1));
      String mutated =
          switch (random.nextInt(5)) {
            case 0 ->
                text.substring(0, from) + (char) random.nextInt(256) + text.substring(from + 1);
            case 1 -> text.substring(0, from) + text.substring(to);
            case 2 -> text.substring(0, to) + text.substring(from);
            case 3 -> text.substring(0, Math.max(from, text.length() / 2));
            default ->
                text.substring(0, from)
                    + TOKENS.get(random.nextInt(TOKENS.size()))
                    + text.substring(to);
          };
      bytes = mutated.getBytes(ISO_8859_1);
    }
    return bytes;
  }
}
