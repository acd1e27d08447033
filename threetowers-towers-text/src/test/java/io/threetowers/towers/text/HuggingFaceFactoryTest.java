package io.threetowers.towers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tokenizer;
import io.threetowers.core.model.HostContext;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and ids come from the reference library: tools/goldens/tokenizers_goldens.py. */
final class HuggingFaceFactoryTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"clip", "word-piece", "byte-level", "unigram"})
  void givesTheIdsOfTheReferenceWithoutSpecialTokens(String kind) throws IOException {
    Tokenizer tokenizer = create(file(kind + ".json"));
    for (String line : Files.readAllLines(file(kind + ".tsv"))) {
      int tab = line.indexOf('\t');
      int[] ids =
          Arrays.stream(line.substring(tab + 1).split(" "))
              .filter(id -> !id.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      assertThat(tokenizer.encode(line.substring(0, tab))).as(line).containsExactly(ids);
    }
  }

  /**
   * Emoji, CJK, control characters, ten thousand characters, none, and the special tokens' names.
   */
  @ParameterizedTest
  @ValueSource(strings = {"clip", "word-piece", "byte-level", "unigram"})
  void givesTheIdsOfTheReferenceForOddTexts(String kind) throws IOException {
    Tokenizer tokenizer = create(file(kind + ".json"));
    String odd = Files.readString(file(kind + ".odd.json"));
    for (JsonElement pair : JsonParser.parseString(odd).getAsJsonArray()) {
      String text = pair.getAsJsonArray().get(0).getAsString();
      int[] ids =
          StreamSupport.stream(pair.getAsJsonArray().get(1).getAsJsonArray().spliterator(), false)
              .map(JsonElement::getAsJsonArray)
              .flatMapToInt(
                  run -> IntStream.generate(run.get(0)::getAsInt).limit(run.get(1).getAsInt()))
              .toArray();
      assertThat(tokenizer.encode(text)).as(text).containsExactly(ids);
    }
  }

  /** BERT's has no end but a separator; GPT-2's has no padding but an end. */
  @ParameterizedTest
  @CsvSource({
    "word-piece, 68, 2, 0, 3",
    "byte-level, 296, , 0, 0",
    "unigram, 29, , 0, 1",
    "clip, 302, 0, 1, 1"
  })
  void findsTheUsualStartPaddingAndEnd(
      String kind, int vocabulary, @Nullable Integer start, int pad, int end) {
    Tokenizer tokenizer = create(file(kind + ".json"));
    assertThat(tokenizer.vocabulary()).isEqualTo(vocabulary);
    assertThat(tokenizer.start().stream().boxed().toList())
        .isEqualTo(Stream.ofNullable(start).toList());
    assertThat(tokenizer.pad()).isEqualTo(pad);
    assertThat(tokenizer.end()).isEqualTo(end);
  }

  @Test
  void takesTheTokensThatTheBlockNames() {
    Tokenizer tokenizer =
        create(
            new HuggingFaceConfig(
                file("word-piece.json"),
                Optional.of("[PAD]"),
                Optional.of("[UNK]"),
                Optional.of("[CLS]")));
    assertThat(tokenizer.start()).hasValue(0);
    assertThat(tokenizer.pad()).isEqualTo(1);
    assertThat(tokenizer.end()).isEqualTo(2);
  }

  @Test
  void servesManyThreads() {
    Tokenizer tokenizer = create(file("word-piece.json"));
    int[] expected = tokenizer.encode("two cats asleep");
    List<int[]> results =
        IntStream.range(0, 500)
            .parallel()
            .mapToObj(i -> tokenizer.encode("two cats asleep"))
            .toList();
    assertThat(results).allMatch(ids -> Arrays.equals(ids, expected));
  }

  @Test
  void refusesATokenThatIsNotInTheFile() {
    Path file = file("word-piece.json");
    assertRefused(
        new HuggingFaceConfig(file, Optional.empty(), Optional.empty(), Optional.of("<eot>")),
        "'end-token' names '<eot>', which is no token of '" + file + "'");
  }

  @Test
  void refusesAMissingFile() {
    Path missing = folder.resolve("tokenizer.json");
    assertRefused(
        config(missing),
        "there is no tokenizer file '"
            + missing
            + "'; 'file' names a tokenizer.json of Hugging Face's tokenizers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "[]",
        "{}",
        "{\"model\": {}}",
        "{\"model\": {\"vocab\": 3}, \"added_tokens\": []}"
      })
  void refusesAFileOfAnotherKind(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("vocab.txt"), content);
    assertRefused(
        config(file),
        "'"
            + file
            + "' is not a tokenizer.json of Hugging Face's tokenizers: it needs 'model', with 'vocab', and"
            + " 'added_tokens'");
  }

  @Test
  void refusesAFileThatTheLibraryCannotRead() throws IOException {
    String json =
        "{\"model\": {\"type\": \"Novel\", \"vocab\": {\"</s>\": 0}}, \"added_tokens\": []}";
    Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> create(file))
        .withMessageStartingWith(
            "the tokenizer file '" + file + "' is damaged or newer than the tokenizers library: ");
  }

  @Test
  void refusesAFileWithoutAnEndUntilOneIsNamed() throws IOException {
    String json = Files.readString(file("word-piece.json")).replace("[SEP]", "[XXX]");
    Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> create(file))
        .withMessageContaining("has none of the tokens that usually end a text ([EOS], </s>,")
        .withMessageEndingWith("name one of its tokens as 'end-token'");
    assertThat(
            create(
                    new HuggingFaceConfig(
                        file, Optional.empty(), Optional.empty(), Optional.of("[XXX]")))
                .end())
        .isEqualTo(3);
  }

  private static void assertRefused(HuggingFaceConfig config, String message) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> create(config))
        .withMessage(message);
  }

  /** Of a resource, as it is. */
  static HuggingFaceConfig config(String name) {
    return config(file(name));
  }

  private static HuggingFaceConfig config(Path file) {
    return new HuggingFaceConfig(file, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Tokenizer create(Path file) {
    return create(config(file));
  }

  private static Tokenizer create(HuggingFaceConfig config) {
    return new HuggingFaceFactory().create(config, new HostContext("tokenizer"));
  }

  static Path file(String name) {
    try {
      return Path.of(HuggingFaceFactoryTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
