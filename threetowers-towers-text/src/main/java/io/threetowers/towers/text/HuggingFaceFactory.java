package io.threetowers.towers.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.TokenizerFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Component {@code huggingface}. */
public final class HuggingFaceFactory implements TokenizerFactory<HuggingFaceConfig> {

  /** As BERT, RoBERTa, CLIP and their descendants name them. */
  private static final List<String> USUAL_STARTS =
      List.of("[CLS]", "<s>", "<|startoftext|>", "[BOS]", "<bos>", "<|begin_of_text|>");

  /** As BERT, T5 and SentencePiece, GPT-2 and its descendants name them. */
  private static final List<String> USUAL_PADS =
      List.of("[PAD]", "<pad>", "<|pad|>", "<|padding|>");

  /** A BERT vocabulary has no end; its separator closes a text. */
  private static final List<String> USUAL_ENDS =
      List.of(
          "[EOS]",
          "</s>",
          "<eos>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<|eot_id|>",
          "<|im_end|>",
          "[SEP]");

  /** Bare ids: the tower adds the end, cuts and fills. */
  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "do_not_truncate", "padding", "do_not_pad");

  @Override
  public String type() {
    return "huggingface";
  }

  @Override
  public Class<HuggingFaceConfig> config() {
    return HuggingFaceConfig.class;
  }

  @Override
  public Tokenizer create(HuggingFaceConfig config, BuildContext context) {
    Path file = config.file();
    String json = read(file);
    Vocabulary vocabulary = Vocabulary.read(file, json);
    int end =
        config
            .endToken()
            .map(token -> vocabulary.require("end-token", token))
            .or(() -> vocabulary.firstOf(USUAL_ENDS))
            .orElseThrow(() -> withoutEnd(file));
    int pad =
        config
            .padToken()
            .map(token -> vocabulary.require("pad-token", token))
            .or(() -> vocabulary.firstOf(USUAL_PADS))
            .orElse(end);
    OptionalInt start =
        config
            .startToken()
            .map(token -> vocabulary.require("start-token", token))
            .or(() -> vocabulary.firstOf(USUAL_STARTS))
            .map(OptionalInt::of)
            .orElseGet(OptionalInt::empty);
    return new HuggingFaceIds(file, load(file, json), vocabulary.size(), start, pad, end);
  }

  private static String read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "there is no tokenizer file '"
              + file
              + "'; 'file' names a tokenizer.json of Hugging Face's tokenizers");
    }
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the tokenizer file '" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private static HuggingFaceTokenizer load(Path file, String json) {
    try {
      return HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), OPTIONS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) { // what the native library throws is no narrower
      throw new InvalidInputException(
          "the tokenizer file '"
              + file
              + "' is damaged or newer than the tokenizers library: "
              + e.getMessage(),
          e);
    }
  }

  private static InvalidInputException withoutEnd(Path file) {
    return new InvalidInputException(
        "the tokenizer file '"
            + file
            + "' has none of the tokens that usually end a text ("
            + String.join(", ", USUAL_ENDS)
            + "); name one of its tokens as 'end-token'");
  }
}
