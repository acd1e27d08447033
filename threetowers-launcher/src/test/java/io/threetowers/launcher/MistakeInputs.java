package io.threetowers.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Inputs that are too large, too deep or too broken to stand in a golden file. */
final class MistakeInputs {
  private static final Path DATA = Distribution.HOME.resolve("data/emoji");
  private static final Path WEIGHTS =
      Distribution.HOME.resolve("threetowers-core/src/test/resources/io/threetowers/core/weights");
  private static final String CLIP =
      "extends: " + Distribution.HOME.resolve("experiments/emoji/clip.yaml") + "\n";

  private MistakeInputs() {}

  /** Makes the input of this name in {@code here}. */
  static void make(String name, Path here) throws IOException {
    switch (name) {
      case "ten megabytes of YAML" -> yaml(here, "a: [b, c, d]\n".repeat(800_000));
      case "a megabyte of settings that do not exist" -> yaml(here, numbered("key%d: 1\n", 70_000));
      case "a megabyte of heads that read nothing" ->
          yaml(
              here, CLIP + "heads:\n" + numbered("  h%d: {from: x%1$d, type: identity}\n", 25_000));
      case "a name of half a megabyte" ->
          yaml(
              here,
              CLIP + "edges: [{join: [img, %s], loss: nce}]\n".formatted("x".repeat(500_000)));
      case "a number of half a megabyte" ->
          yaml(here, CLIP + "train: {duration: %s}\n".formatted("9".repeat(500_000)));
      case "a pattern of brackets" ->
          yaml(
              here,
              CLIP
                  + "towers: {image: {frozen-parameters: ['%s']}}\n"
                      .formatted("(".repeat(100_000)));
      case "10 000 brackets" -> yaml(here, "towers: " + "[".repeat(10_000) + "]".repeat(10_000));
      case "100 000 open brackets" -> yaml(here, "towers: " + "[".repeat(100_000));
      case "100 000 lists inside each other" -> yaml(here, "- ".repeat(100_000) + "x");
      case "100 000 keys inside each other" -> yaml(here, "? ".repeat(100_000) + "x");
      case "text in Latin-1" -> bytes(here, "name: T\u00fcrme\n".getBytes(ISO_8859_1));
      case "text in UTF-16" -> bytes(here, (CLIP + "seed: 1\n").getBytes(UTF_16));
      case "lines that end as on Windows, after a byte order mark" ->
          yaml(here, "\ufeff" + CLIP.strip() + "\r\nloader: {batch: 32}\r\nsed: 3\r\n");
      case "a link to itself" ->
          Files.createSymbolicLink(here.resolve("mine.yaml"), Path.of("mine.yaml"));
      case "an empty file" -> yaml(here, "");
      case "a folder" -> Files.createDirectory(here.resolve("folder"));
      case "an empty shard" -> Files.createFile(here.resolve("shard.tar"));
      case "a shard cut short" ->
          cut(DATA.resolve("test-concept-000.tar.gz"), here, "shard.tar.gz");
      case "a shard of decompression bombs" -> DamagedShard.writeBombs(here.resolve("shard.tar"));
      case "a shard of pages in place of images" ->
          DamagedShard.writePages(here.resolve("shard.tar"));
      case "a page that says 404, as a shard" ->
          Files.writeString(here.resolve("shard.tar"), "<!DOCTYPE html><h1>404</h1>".repeat(99));
      case "a table whose images are not there" ->
          Files.writeString(
              here.resolve("photos.csv"), "filepath,title\n" + numbered("%d.jpg,a dog\n", 300));
      case "a pointer of Git LFS, as weights" ->
          Files.writeString(here.resolve("weights.safetensors"), LFS);
      case "weights cut short" ->
          cut(DATA.resolve("third-tower.safetensors"), here, "weights.safetensors");
      case "weights of NumPy cut short" -> cut(WEIGHTS.resolve("stored.npz"), here, "weights.npz");
      case "weights that would run a command" ->
          Files.copy(WEIGHTS.resolve("runs-a-command.pt"), here.resolve("weights.pt"));
      case "an archive of documents, as weights" ->
          Files.copy(WEIGHTS.resolve("documents.zip"), here.resolve("weights.zip"));
      case "a tokenizer cut short" -> cut(DATA.resolve("tokenizer.json"), here, "tokenizer.json");
      default -> throw new IllegalArgumentException("there is no input '" + name + "'");
    }
  }

  private static final String LFS =
      """
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 5644416
      """;

  private static void yaml(Path here, String text) throws IOException {
    bytes(here, text.getBytes(UTF_8));
  }

  private static void bytes(Path here, byte[] content) throws IOException {
    Files.write(here.resolve("mine.yaml"), content);
  }

  private static String numbered(String line, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(line.formatted(i));
    }
    return text.toString();
  }

  /** The first half of a file. */
  private static void cut(Path whole, Path here, String name) throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(here.resolve(name), Arrays.copyOf(bytes, bytes.length / 2));
  }
}
