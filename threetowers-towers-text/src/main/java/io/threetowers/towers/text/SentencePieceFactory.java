package io.threetowers.towers.text;

import ai.djl.sentencepiece.SpTokenizer;
import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.TokenizerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Component {@code sentencepiece}. */
public final class SentencePieceFactory implements TokenizerFactory<SentencePieceConfig> {

  /** The largest vocabulary in use, mT5's of 250,000 pieces, takes 4 MB. */
  private static final long MAX_BYTES = 1 << 28;

  @Override
  public String type() {
    return "sentencepiece";
  }

  @Override
  public Class<SentencePieceConfig> config() {
    return SentencePieceConfig.class;
  }

  @Override
  public Tokenizer create(SentencePieceConfig config, BuildContext context) {
    Path file = config.file();
    byte[] bytes = read(file);
    SentencePieceModel model;
    try {
      model = SentencePieceModel.parse(bytes);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "'" + file + "' is no model of SentencePiece: " + e.getMessage(), e);
    }
    int end =
        config
            .endToken()
            .map(piece -> require(model, file, "end-token", piece))
            .orElse(model.end());
    if (end < 0) {
      throw new InvalidInputException(
          "the tokenizer file '"
              + file
              + "' has no piece that ends a text; name one of its pieces as 'end-token'");
    }
    int ownPad = model.pad() < 0 ? end : model.pad();
    int pad =
        config.padToken().map(piece -> require(model, file, "pad-token", piece)).orElse(ownPad);
    OptionalInt start = model.start() < 0 ? OptionalInt.empty() : OptionalInt.of(model.start());
    return new SentencePieceIds(load(file, bytes), config.clean(), model.size(), start, pad, end);
  }

  private static byte[] read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "there is no tokenizer file '" + file + "'; 'file' names a model of SentencePiece");
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InvalidInputException(
            "'%s' is no model of SentencePiece: it has %d bytes".formatted(file, Files.size(file)));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the tokenizer file '" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private static int require(SentencePieceModel model, Path file, String setting, String piece) {
    Integer id = model.pieces().get(piece);
    if (id == null) {
      throw new InvalidInputException(
          "'" + setting + "' names '" + piece + "', which is no piece of '" + file + "'");
    }
    return id;
  }

  private static SpTokenizer load(Path file, byte[] model) {
    try {
      return new SpTokenizer(model);
    } catch (RuntimeException e) { // what the native library throws is no narrower
      throw new InvalidInputException(
          "the tokenizer file '"
              + file
              + "' is damaged, or newer than the library: "
              + e.getMessage(),
          e);
    }
  }
}
