package io.threetowers.towers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.data.Value;
import io.threetowers.api.nn.TokenRow;
import io.threetowers.core.model.HostContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models and ids come from the reference libraries: tools/goldens/sentencepiece_goldens.py. */
final class SentencePieceFactoryTest {
  @TempDir private Path folder;

  /** Emoji, CJK, control characters, ten thousand characters, none, and pieces' own names. */
  @ParameterizedTest
  @CsvSource({
    "sentencepiece-t5, NONE",
    "sentencepiece-t5, LOWER",
    "sentencepiece-t5, CANONICALIZE",
    "sentencepiece-llama, NONE",
    "sentencepiece-llama, LOWER",
    "sentencepiece-llama, CANONICALIZE"
  })
  void givesTheIdsOfTheReference(String model, Clean clean) throws IOException {
    Tokenizer tokenizer = create(config(file(model), clean));
    for (JsonElement element : golden(model).getAsJsonArray("texts")) {
      JsonObject text = element.getAsJsonObject();
      int[] ids = repeated(text.getAsJsonArray(clean.name().toLowerCase(Locale.ROOT)));
      assertThat(tokenizer.encode(text.get("text").getAsString()))
          .as(text.get("text").toString())
          .containsExactly(ids);
    }
  }

  /** Cut before its end and filled with ends, as Hugging Face's SiglipTokenizer makes it. */
  @Test
  void makesTheRowsOfSigLip() throws IOException {
    Tokenizer tokenizer = create(config(file("sentencepiece-t5"), Clean.CANONICALIZE));
    TokenRow transform = new TokenRow(tokenizer, 16, OptionalInt.empty(), tokenizer.end());
    for (JsonElement element : golden("sentencepiece-t5").getAsJsonArray("siglip")) {
      String text = element.getAsJsonObject().get("text").getAsString();
      ByteBuffer row = ByteBuffer.allocate(16 * Long.BYTES);
      transform.write(new Value.Text(List.of(text)), new Random(), row);
      long[] ids = new long[16];
      row.flip().asLongBuffer().get(ids);
      assertThat(ids)
          .as(text)
          .containsExactly(longs(element.getAsJsonObject().getAsJsonArray("row")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sentencepiece-t5", "sentencepiece-llama"})
  void findsStartPaddingAndEnd(String model) throws IOException {
    Tokenizer tokenizer = create(config(file(model), Clean.NONE));
    JsonObject golden = golden(model);
    int end = golden.get("end").getAsInt();
    int pad = golden.get("pad").getAsInt();
    assertThat(tokenizer.vocabulary()).isEqualTo(golden.get("vocabulary").getAsInt());
    assertThat(tokenizer.end()).isEqualTo(end);
    assertThat(tokenizer.pad()).isEqualTo(pad < 0 ? end : pad);
    assertThat(tokenizer.start().orElse(-1)).isEqualTo(golden.get("start").getAsInt());
  }

  @Test
  void takesTheTokensThatTheBlockNames() {
    Tokenizer tokenizer =
        create(
            new SentencePieceConfig(
                file("sentencepiece-t5"), Clean.NONE, Optional.of("<unk>"), Optional.of("</s>")));
    assertThat(tokenizer.end()).isEqualTo(2);
    assertThat(tokenizer.pad()).isEqualTo(1);
  }

  @Test
  void servesManyThreads() {
    Tokenizer tokenizer = create(config(file("sentencepiece-llama"), Clean.CANONICALIZE));
    int[] expected = tokenizer.encode("Two cats 🐈, asleep!");
    List<int[]> results =
        IntStream.range(0, 500)
            .parallel()
            .mapToObj(i -> tokenizer.encode("Two cats 🐈, asleep!"))
            .toList();
    assertThat(results).allMatch(ids -> Arrays.equals(ids, expected));
  }

  @Test
  void refusesATokenThatIsNoPiece() {
    Path file = file("sentencepiece-t5");
    assertRefused(
        new SentencePieceConfig(file, Clean.NONE, Optional.of("[SEP]"), Optional.empty()),
        "'end-token' names '[SEP]', which is no piece of '" + file + "'");
    assertRefused(
        new SentencePieceConfig(file, Clean.NONE, Optional.empty(), Optional.of("[PAD]")),
        "'pad-token' names '[PAD]', which is no piece of '" + file + "'");
  }

  @Test
  void refusesAMissingFile() {
    Path missing = folder.resolve("spiece.model");
    assertRefused(
        config(missing, Clean.NONE),
        "there is no tokenizer file '" + missing + "'; 'file' names a model of SentencePiece");
  }

  @Test
  void refusesAFileOfAnotherKind() throws IOException {
    Path json = file("clip.json", folder.resolve("tokenizer.json"));
    assertRefused(
        config(json, Clean.NONE),
        "'"
            + json
            + "' is a tokenizer.json of Hugging Face's tokenizers, no model of SentencePiece: its type is 'huggingface'");
    for (String name :
        List.of(
            "goldens/big-vision/weights.npz", "goldens/open-clip/open_clip_pytorch_model.bin")) {
      Path weights = file(name, folder.resolve("other.model"));
      assertNoModel(weights);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "the cat sat on the mat", "\n", "\u0008\u0008"})
  void refusesATextInItsPlace(String content) throws IOException {
    assertNoModel(Files.writeString(folder.resolve("spiece.model"), content));
  }

  /**
   * Cut off anywhere, and with bytes changed, among them lengths: no crash, no exception of another
   * kind.
   */
  @Test
  void refusesOrReadsADamagedModel() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] model = Files.readAllBytes(file("sentencepiece-t5"));
    for (int i = 0; i < 300; i++) {
      byte[] damaged =
          Arrays.copyOf(model, i % 3 == 0 ? random.nextInt(model.length) : model.length);
      for (int changes = random.nextInt(20); i % 3 > 0 && changes >= 0; changes--) {
        int limit =
            i % 3 == 1 ? 800 : damaged.length; // the pieces come first, what follows is a table
        damaged[random.nextInt(limit)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("damaged.model"), damaged);
      try {
        create(config(file, Clean.NONE)).encode("a red fox");
      } catch (InvalidInputException e) {
        assertThat(e).as("seed %d, file %d", seed, i).hasMessageContaining("'" + file + "'");
      }
    }
  }

  private static void assertNoModel(Path file) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> create(config(file, Clean.NONE)))
        .withMessageStartingWith("'" + file + "' is no model of SentencePiece: ");
  }

  private static void assertRefused(SentencePieceConfig config, String message) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> create(config))
        .withMessage(message);
  }

  static SentencePieceConfig config(String name, Clean clean) {
    return config(file(name), clean);
  }

  private static SentencePieceConfig config(Path file, Clean clean) {
    return new SentencePieceConfig(file, clean, Optional.empty(), Optional.empty());
  }

  private static Tokenizer create(SentencePieceConfig config) {
    return new SentencePieceFactory().create(config, new HostContext("tokenizer"));
  }

  private static Path file(String model) {
    return HuggingFaceFactoryTest.file(model + ".model");
  }

  private static Path file(String resource, Path copy) throws IOException {
    return Files.write(copy, Files.readAllBytes(HuggingFaceFactoryTest.file(resource)));
  }

  private static JsonObject golden(String model) throws IOException {
    String json = Files.readString(HuggingFaceFactoryTest.file(model + ".json"));
    return JsonParser.parseString(json).getAsJsonObject();
  }

  /** Of [id, how often]. */
  private static int[] repeated(JsonArray runs) {
    return StreamSupport.stream(runs.spliterator(), false)
        .map(JsonElement::getAsJsonArray)
        .flatMapToInt(run -> IntStream.generate(run.get(0)::getAsInt).limit(run.get(1).getAsInt()))
        .toArray();
  }

  private static long[] longs(JsonArray row) {
    return StreamSupport.stream(row.spliterator(), false)
        .mapToLong(JsonElement::getAsLong)
        .toArray();
  }
}
